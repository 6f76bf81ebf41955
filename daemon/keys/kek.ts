import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { RandomSource } from "#card/ports/random.js";
import { KEY_OCTETS, readKeyFile, writeSecret } from "./secret-file.js";

/**
 * The key-encryption key. A configured file must be there; without one, a key of the data directory is made on first start,
 * which guards against a copied database but not against who can read the whole directory: for development.
 */
export async function openKek(kekFile: string | undefined, data: string, random: RandomSource): Promise<Uint8Array> {
  if (kekFile !== undefined) return readKeyFile(kekFile);
  const file = join(data, "development.kek");
  if (!existsSync(file)) {
    await mkdir(data, { recursive: true, mode: 0o700 });
    await writeSecret(file, `${Buffer.from(random.bytes(KEY_OCTETS)).toString("hex").toUpperCase()}\n`);
  }
  return readKeyFile(file);
}
