import { errorFamily } from "#card/errors/madoguchi-error.js";

export const handOverErrors = errorFamily("hand-over", {
  "link-down": {
    en: {
      cause: "the business system cannot be reached or is not the one that is configured",
      remedy: "Nothing is lost: what waits is sent when it is back. Check the line, the address and the certificates.",
    },
    ja: {
      cause: "業務システムに接続できないか、設定された接続先ではありません",
      remedy: "伝達待ちの情報は失われず、復旧後に送信されます。回線・アドレス・証明書を確認してください。",
    },
  },
  "bad-answer": {
    en: {
      cause: "the business system did not take the message",
      remedy: "It is sent again. Have the system's administrator look at its log if it goes on.",
    },
    ja: {
      cause: "業務システムが情報を受け取れませんでした",
      remedy: "自動的に再送します。続く場合は業務システムの管理者に確認してください。",
    },
  },
  refused: {
    en: {
      cause: "the business system refuses this message",
      remedy: "Clear the matter up with the system's administrator, then repeat the message, or end the use.",
    },
    ja: {
      cause: "業務システムが情報の受け取りを拒否しました",
      remedy: "業務システムの管理者と原因を確認し、再送するか、利用を終了してください。",
    },
  },
  "no-such": {
    en: { cause: "there is no such message to a business system", remedy: "Choose one from the list." },
    ja: { cause: "該当する伝達情報はありません", remedy: "一覧から選んでください。" },
  },
  "not-refused": {
    en: {
      cause: "the message was not refused: it was taken, or it is being sent",
      remedy: "Look at the list again.",
    },
    ja: { cause: "拒否された情報ではありません(送信済みまたは送信待ち)", remedy: "一覧を確認してください。" },
  },
  superseded: {
    en: {
      cause: "the system has been told something newer of the same user since",
      remedy: "Nothing is to be repeated: messages of one user are never told out of their order.",
    },
    ja: {
      cause: "同じ利用者について、より新しい情報が伝達されています",
      remedy: "再送は不要です(同じ利用者の情報は発生順にのみ伝達します)。",
    },
  },
});
