import { constants, createReadStream } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { importErrors } from "./resident-errors.js";

const READ_OCTETS = 256 * 1024;

/** Files of the import folder, by name. Throws `import.unreadable`. */
export async function filesIn(folder: string): Promise<readonly { readonly file: string; readonly octets: number }[]> {
  try {
    const entries = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile());
    const files = await Promise.all(
      entries.map(async ({ name }) => ({ file: name, octets: (await stat(join(folder, name))).size })),
    );
    return files.filter(({ file }) => !file.startsWith(".")).sort((a, b) => (a.file < b.file ? -1 : 1));
  } catch (cause) {
    throw importErrors.error("unreadable", { reason: (cause as NodeJS.ErrnoException).code }, { cause });
  }
}

/** Opens a plain file of the import folder; a link is none. Throws `import.no-such-file`. */
export async function openFile(folder: string, file: string) {
  const handle = await open(join(folder, file), constants.O_RDONLY | constants.O_NOFOLLOW).catch((cause) => {
    throw importErrors.error("no-such-file", { file, reason: cause.code }, { cause });
  });
  const about = await handle.stat();
  if (!about.isFile()) {
    await handle.close();
    throw importErrors.error("no-such-file", { file });
  }
  return { octets: about.size, stream: createReadStream("", { fd: handle, highWaterMark: READ_OCTETS }) };
}
