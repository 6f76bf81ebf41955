/** Where and how a value is not what was expected. */
export interface Mismatch {
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Text that matches anything that is there. */
const ANYTHING = "*";

/**
 * Compares as the scenario language says: objects partially, lists in full, `*` with anything that is there.
 * Gives the first difference, or undefined when there is none.
 */
export function mismatch(expected: unknown, actual: unknown, path = ""): Mismatch | undefined {
  const here = path === "" ? "." : path;
  if (expected === ANYTHING) return actual === undefined ? { path: here, expected, actual } : undefined;
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return { path: here, expected, actual };
    for (const [index, item] of expected.entries()) {
      const found = mismatch(item, actual[index], `${path}[${index}]`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (typeof expected === "object" && expected !== null) {
    if (typeof actual !== "object" || actual === null || Array.isArray(actual)) return { path: here, expected, actual };
    for (const [key, value] of Object.entries(expected)) {
      const found = mismatch(value, (actual as Record<string, unknown>)[key], `${path}.${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return expected === actual ? undefined : { path: here, expected, actual };
}

/** True when every item of `expected` matches an item of `actual`, in order, others between them allowed. */
export function inOrder(expected: readonly unknown[], actual: readonly unknown[]): boolean {
  let at = 0;
  for (const item of expected) {
    while (at < actual.length && mismatch(item, actual[at]) !== undefined) at++;
    if (at === actual.length) return false;
    at++;
  }
  return true;
}
