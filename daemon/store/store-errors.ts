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
});
