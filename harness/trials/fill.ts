import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";

/** Fills what is left of a file system; gives the file to remove again. */
export function fill(folder: string): string {
  const file = join(folder, "ballast");
  const fd = openSync(file, "w");
  try {
    for (const size of [1 << 20, 1 << 12, 1]) {
      try {
        for (;;) if (writeSync(fd, Buffer.alloc(size)) < size) break;
      } catch {
        // Full to within this size.
      }
    }
  } finally {
    closeSync(fd);
  }
  return file;
}
