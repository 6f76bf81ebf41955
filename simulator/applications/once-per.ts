/**
 * A function whose result is made once for each argument and kept as long as that lives. For what is dear to make and never changes,
 * such as a holder's signed files: thousands of cards of one person share it. The results must not be written to.
 */
export function oncePer<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const made = new WeakMap<K, V>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    made.set(key, value);
    return value;
  };
}
