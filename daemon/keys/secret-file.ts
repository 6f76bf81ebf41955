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
  let text: string;
  try {
    // Windows has no such mode bits; there the directory's access list guards the file.
    if (process.platform !== "win32" && ((await stat(file)).mode & 0o077) !== 0) {
      throw keyErrors.error("exposed", { file });
    }
    text = (await readFile(file, "latin1")).trim();
  } catch (cause) {
    if (keyErrors.is(cause)) throw cause;
    throw keyErrors.error("bad-file", { file }, { cause });
  }
  if (!/^[0-9A-Fa-f]{64}$/.test(text)) throw keyErrors.error("bad-file", { file });
  return Uint8Array.from(Buffer.from(text, "hex"));
}
