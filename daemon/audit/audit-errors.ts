import { errorFamily } from "#card/errors/madoguchi-error.js";

export const auditErrors = errorFamily("audit", {
  unwritable: {
    en: {
      cause: "the audit log cannot be written, so nothing that must be recorded may be done",
      remedy: "Free disk space or repair the log's directory, then try again. No card was changed.",
    },
    ja: {
      cause: "監査ログに書き込めないため、記録を要する操作は行えません",
      remedy: "ディスクの空き容量とログの保存先を確認し、やり直してください。カードは変更していません。",
    },
  },
  "cannot-open": {
    en: {
      cause: "the audit log cannot be opened",
      remedy: "Check the data directory. Never delete the log to get the daemon going: it is evidence.",
    },
    ja: {
      cause: "監査ログを開けません",
      remedy: "データディレクトリを確認してください。ログは証跡ですので、削除して起動しないでください。",
    },
  },
  "bad-key": {
    en: {
      cause: "the file is no Ed25519 key of an audit log, or is damaged",
      remedy:
        "Name the public key (PEM) that was exported from this system, or restore the daemon's key from the backup.",
    },
    ja: {
      cause: "監査ログのEd25519鍵のファイルではないか、破損しています",
      remedy: "本システムから書き出した公開鍵（PEM）を指定するか、デーモンの鍵をバックアップから復元してください。",
    },
  },
  "not-a-log": {
    en: {
      cause: "this is neither a data directory, nor an audit database, nor an exported slice of one",
      remedy: "Name the daemon's data directory, its audit.sqlite, or a file that `audit.export` gave.",
    },
    ja: {
      cause: "データディレクトリ・監査データベース・書き出した監査ログのいずれでもありません",
      remedy: "デーモンのデータディレクトリ、audit.sqlite、または audit.export の出力ファイルを指定してください。",
    },
  },
  "no-signer": {
    en: {
      cause: "the audit log has no key to sign an export with",
      remedy: "Start the daemon with its key-encryption key, then export again.",
    },
    ja: {
      cause: "監査ログの書き出しに署名する鍵がありません",
      remedy: "鍵暗号化鍵を設定してデーモンを起動し、書き出しをやり直してください。",
    },
  },
});
