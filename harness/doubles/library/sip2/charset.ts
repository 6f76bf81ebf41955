/** How the octets of a line are read and written: UTF-8, or the Shift_JIS of Japanese library systems (Windows code page 932). */
export const charsets = ["utf-8", "cp932"] as const;
export type Charset = (typeof charsets)[number];

/** What stands in for a character that the code page does not have: the geta mark (〓). */
const GETA = [0x81, 0xac];

const decoders = {
  "utf-8": new TextDecoder("utf-8"),
  // The encoding of that name in the WHATWG standard is code page 932, with its NEC and IBM characters.
  cp932: new TextDecoder("shift_jis"),
} as const satisfies Record<Charset, unknown>;

/** Characters of Unicode that other systems have in the place of those of the code page: dash, double bar, minus, wave. */
const ALIKE = { "\u2014": "\u2015", "\u2016": "\u2225", "\u2212": "\uff0d", "\u301c": "\uff5e" } as const;

let table: ReadonlyMap<string, readonly number[]> | undefined;

/** Character to octets, made from what the decoder says of every pair; of two pairs for one character the first stands. */
function cp932(): ReadonlyMap<string, readonly number[]> {
  if (table !== undefined) return table;
  const made = new Map<string, readonly number[]>();
  const add = (octets: readonly number[]) => {
    const text = decoders.cp932.decode(Uint8Array.from(octets));
    if ([...text].length === 1 && text !== "\ufffd" && !made.has(text)) made.set(text, octets);
  };
  for (let octet = 0; octet < 0x100; octet++) add([octet]);
  for (let lead = 0x81; lead <= 0xfc; lead++) {
    // NEC's copies of IBM's characters are read, and never written.
    if (lead === 0xed || lead === 0xee) continue;
    for (let trail = 0x40; trail <= 0xfc; trail++) add([lead, trail]);
  }
  for (const [one, other] of Object.entries(ALIKE)) made.set(one, made.get(other) ?? GETA);
  table = made;
  return made;
}

export function encode(text: string, charset: Charset): Buffer {
  if (charset === "utf-8") return Buffer.from(text);
  const known = cp932();
  return Buffer.from([...text].flatMap((character) => known.get(character) ?? GETA));
}

/** Octets that mean nothing come out as U+FFFD, which no message may hold. */
export const decode = (octets: Uint8Array, charset: Charset): string => decoders[charset].decode(octets);
