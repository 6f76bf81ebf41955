import { errorFamily } from "#card/errors/madoguchi-error.js";

export const daemonErrors = errorFamily("daemon", {
  "cannot-listen": {
    en: {
      cause: "the address and port cannot be listened on",
      remedy: "Stop the program that holds the port, or configure another one under listen.",
    },
    ja: {
      cause: "指定のアドレス・ポートで待ち受けできません",
      remedy: "ポートを使用中のプログラムを終了するか、設定のlistenで別のポートを指定してください。",
    },
  },
  "already-running": {
    en: {
      cause: "another daemon works on this data directory",
      remedy: "Use the process that is named, or stop it first. Give a second daemon a data directory of its own.",
    },
    ja: {
      cause: "このデータディレクトリは別のデーモンが使用中です",
      remedy: "示されたプロセスを使用するか、先に終了してください。2つ目には別のデータディレクトリを指定してください。",
    },
  },
  "data-directory": {
    en: {
      cause: "the data directory cannot be made or written to",
      remedy: "Check the path under data and the rights of the daemon's account.",
    },
    ja: {
      cause: "データディレクトリを作成または書込みできません",
      remedy: "設定のdataのパスと、デーモンの実行アカウントの権限を確認してください。",
    },
  },
});
