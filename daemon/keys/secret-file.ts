import { open, readFile, rename, stat } from "node:fs/promises";
import { keyErrors } from "./key-errors.js";

export const KEY_OCTETS = 32;

/** Writes a file whole or not at all, readable by its owner alone unless told otherwise. */
export async function writeSecret(file: string, text: string, mode = 0o600): Promise<void> {
  const draft = `${file}.new`;
  const handle = await open(draft, "w", mode);
  try {
    await handle.chmod(mode);
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}

/** The 32 octets of a key file (64 hexadecimal digits, one line). Throws `keys.bad-file`, `keys.exposed`. */
export async function readKeyFile(file: string): Promise<Uint8Array> {
  let octets: Buffer;
  try {
    // Windows has no such mode bits; there the directory's access list guards the file.
    if (process.platform !== "win32" && ((await stat(file)).mode & 0o077) !== 0) {
      throw keyErrors.error("exposed", { file });
    }
    octets = await readFile(file);
  } catch (cause) {
    if (keyErrors.is(cause)) throw cause;
    throw keyErrors.error("bad-file", { file }, { cause });
  }
  try {
    const key = keyOfHex(octets);
    if (key === undefined) throw keyErrors.error("bad-file", { file });
    return key;
  } finally {
    octets.fill(0);
  }
}

const BLANKS = new Set([0x20, 0x09, 0x0a, 0x0d]);

function digit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = (code | 0x20) - 0x61;
  return letter >= 0 && letter < 6 ? letter + 10 : -1;
}

/** The 32 octets of 64 hexadecimal digits, undefined for anything else; without a text between that nobody can wipe out of the memory. */
export function keyOfHex(octets: Uint8Array): Uint8Array | undefined {
  let [start, end] = [0, octets.length];
  while (start < end && BLANKS.has(octets[start]!)) start++;
  while (end > start && BLANKS.has(octets[end - 1]!)) end--;
  if (end - start !== 2 * KEY_OCTETS) return undefined;
  const key = new Uint8Array(KEY_OCTETS);
  for (let at = 0; at < KEY_OCTETS; at++) {
    const [high, low] = [digit(octets[start + 2 * at]!), digit(octets[start + 2 * at + 1]!)];
    if (high < 0 || low < 0) return undefined;
    key[at] = (high << 4) | low;
  }
  return key;
}
