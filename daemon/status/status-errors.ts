import { errorFamily } from "#card/errors/madoguchi-error.js";

export const statusErrors = errorFamily("status", {
  "link-down": {
    en: {
      cause: "the Juki-net CS cannot be reached or is not the one that is configured",
      remedy:
        "Check the line, the address and the certificates of the link. Cards count as not in operation until it is back.",
    },
    ja: {
      cause: "住基ネットCSに接続できないか、設定された接続先ではありません",
      remedy: "回線・アドレス・証明書を確認してください。復旧まで、カードは運用中とみなしません。",
    },
  },
  "bad-answer": {
    en: { cause: "the Juki-net CS answered what is no card status", remedy: "Have the CS's administrator look at it." },
    ja: {
      cause: "住基ネットCSの応答がカード運用状態ではありません",
      remedy: "住基ネットCSの管理者に確認してください。",
    },
  },
  replayed: {
    en: {
      cause: "the Juki-net CS answered with an older state than it gave before",
      remedy: "Treat the link as attacked until the CS's administrator has explained it.",
    },
    ja: {
      cause: "住基ネットCSから、以前より古い状態が返されました",
      remedy: "住基ネットCSの管理者の確認が済むまで、不正な通信の可能性があるものとして扱ってください。",
    },
  },
});
