import { open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { outputErrors } from "../resident-errors.js";

/** Writes a file for its owner alone, whole or not at all: it has its name only when it is on the disk. Throws `output.cannot-write`. */
export async function writeWhole(folder: string, name: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const part = join(folder, `.${name}.part`);
  try {
    const handle = await open(part, "wx", 0o600);
    try {
      for await (const piece of content) await handle.writeFile(piece);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, join(folder, name));
  } catch (cause) {
    await rm(part, { force: true });
    throw outputErrors.error("cannot-write", { reason: (cause as NodeJS.ErrnoException).code }, { cause });
  }
}
