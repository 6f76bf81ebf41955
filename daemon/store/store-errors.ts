import { errorFamily } from "#card/errors/madoguchi-error.js";

export const storeErrors = errorFamily("store", {
  "cannot-open": {
    en: {
      cause: "the database cannot be opened",
      remedy: "Check that the data directory exists, is writable by the daemon and is on a working disk.",
    },
    ja: {
      cause: "データベースを開けません",
      remedy: "データディレクトリの有無・書込み権限・ディスクの状態を確認してください。",
    },
  },
  "not-ours": {
    en: {
      cause: "the database was made by another version or is damaged",
      remedy: "Start the version that made it, or restore the last backup. Nothing was changed.",
    },
    ja: {
      cause: "データベースが別の版で作成されたか、破損しています",
      remedy: "作成した版で起動するか、バックアップから復元してください。変更は行っていません。",
    },
  },
  "outside-scope": {
    en: {
      cause: "a record of another municipality was to be written, or one that names another municipality's record",
      remedy: "Nothing was written. Report it: a municipality can write only what is its own.",
    },
    ja: {
      cause: "他の市町村の記録、又は他の市町村の記録を指す記録を書き込もうとしました",
      remedy: "書込みは行っていません。開発元に連絡してください(書き込めるのは自市町村の記録のみです)。",
    },
  },
  full: {
    en: {
      cause: "the disk of the data directory is full, so nothing could be stored",
      remedy: "Free disk space, then do it again. Nothing was changed.",
    },
    ja: {
      cause: "データディレクトリのディスクに空きがないため、保存できませんでした",
      remedy: "ディスクの空きを確保してから、やり直してください。変更は行っていません。",
    },
  },
  locked: {
    en: {
      cause: "another program holds the database, so nothing could be stored",
      remedy:
        "End the program that has the database open (a backup, a database tool), then do it again. Nothing was changed.",
    },
    ja: {
      cause: "他のプログラムがデータベースを占有しているため、保存できませんでした",
      remedy:
        "データベースを開いているプログラム（バックアップやツール）を終了し、やり直してください。変更は行っていません。",
    },
  },
  failing: {
    en: {
      cause: "the database could not be read or written",
      remedy: "Check the disk and the rights of the data directory, then do it again.",
    },
    ja: {
      cause: "データベースの読み書きに失敗しました",
      remedy: "ディスクとデータディレクトリの権限を確認し、やり直してください。",
    },
  },
});

const CODES: Readonly<Record<string, "full" | "locked" | "failing">> = {
  SQLITE_FULL: "full",
  SQLITE_BUSY: "locked",
  SQLITE_LOCKED: "locked",
  SQLITE_IOERR: "failing",
  SQLITE_READONLY: "failing",
  SQLITE_CORRUPT: "failing",
  SQLITE_NOTADB: "failing",
  SQLITE_CANTOPEN: "failing",
};

/** What the database said, as an error of the house; undefined for what is none of the database's own failures. */
export function asStoreError(error: unknown) {
  const { code } = (error ?? {}) as { code?: unknown };
  const name = typeof code === "string" ? CODES[code] : undefined;
  return name === undefined ? undefined : storeErrors.error(name, {}, { cause: error });
}
