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
});
