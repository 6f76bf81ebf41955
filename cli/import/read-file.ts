import { readFileSync, statSync } from "node:fs";
import { errorFamily } from "#card/errors/madoguchi-error.js";

/** What one message to the daemon can hold, with room for what is around the file. */
const MOST_OCTETS = 15 * 1024 * 1024;

export const importFileErrors = errorFamily("import-file", {
  "cannot-read": {
    en: { cause: "the file cannot be read", remedy: "Check the path and the permissions." },
    ja: { cause: "ファイルを読み取れません", remedy: "パスとアクセス権を確認してください。" },
  },
  "too-large": {
    en: {
      cause: "the file is too large to be sent with a call",
      remedy: "Put it into the municipality's import folder and give its name with --in-folder.",
    },
    ja: {
      cause: "送信して取り込むには大きすぎるファイルです",
      remedy: "取込みフォルダに置き、--in-folder を付けてファイル名を指定してください。",
    },
  },
});

/** A file as a call takes it. Throws `import-file.cannot-read`, `import-file.too-large`. */
export function readImportFile(file: string): string {
  try {
    const { size } = statSync(file);
    if (size > MOST_OCTETS) throw importFileErrors.error("too-large", { file, octets: size, limit: MOST_OCTETS });
    return readFileSync(file, "utf8");
  } catch (cause) {
    if (importFileErrors.is(cause)) throw cause;
    throw importFileErrors.error("cannot-read", { file, reason: (cause as NodeJS.ErrnoException).code }, { cause });
  }
}
