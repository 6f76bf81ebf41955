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
});
