import { open } from "node:fs/promises";
import { toHex } from "#card/bytes/bytes.js";
import type { RandomSource } from "#card/ports/random.js";
import { keyErrors } from "./key-errors.js";
import { KEY_OCTETS, readKeyFile } from "./secret-file.js";
import { checkValue } from "./wrapping.js";

/** Makes a key file for its owner alone; gives the key's check value. Throws `keys.bad-file` where something is there already. */
export async function makeKeyFile(file: string, random: RandomSource): Promise<string> {
  const key = random.bytes(KEY_OCTETS);
  const line = Buffer.from(`${toHex(key)}\n`);
  try {
    // Never over another key: "wx" fails where the file is there.
    const handle = await open(file, "wx", 0o600);
    try {
      await handle.writeFile(line);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return checkValue(key);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw keyErrors.error("bad-file", { file, reason: code }, { cause });
  } finally {
    key.fill(0);
    line.fill(0);
  }
}

/** The check value of a key file, which two people compare before they register it. Throws `keys.bad-file`, `keys.exposed`. */
export async function checkKeyFile(file: string): Promise<string> {
  const key = await readKeyFile(file);
  try {
    return checkValue(key);
  } finally {
    key.fill(0);
  }
}
