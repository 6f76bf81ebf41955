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
  "no-agreement": {
    en: {
      cause:
        "the Juki-net CS and this daemon have no cipher of the recommended list in common, or it does not speak TLS",
      remedy:
        "Have the CS offer what the CRYPTREC list of the configuration has. Until then cards count as not in operation.",
    },
    ja: {
      cause: "住基ネットCSとの間に、電子政府推奨暗号リストに基づく共通の暗号方式がないか、TLSで接続できません",
      remedy: "CS側で、設定されたリストにある方式を有効にしてください。それまで、カードは運用中とみなしません。",
    },
  },
  "wrong-peer": {
    en: {
      cause: "the Juki-net CS shows another certificate than those that are pinned",
      remedy:
        "If the CS has a new certificate, have its fingerprint confirmed by another way and add it to cs.pins. Otherwise treat the link as attacked.",
    },
    ja: {
      cause: "住基ネットCSの証明書が、設定で固定されたものと異なります",
      remedy:
        "証明書が更新された場合は、別の経路でフィンガープリントを確認し、cs.pins に追加してください。それ以外は不正な接続先の可能性があります。",
    },
  },
  "card-twice": {
    en: {
      cause: "a card is in the status file twice; nothing was imported",
      remedy: "Have the CS write the file anew.",
    },
    ja: {
      cause: "カード運用情報ファイルに同じカードが重複しています(取り込みは行っていません)",
      remedy: "住基ネットCS側でファイルを作成し直してください。",
    },
  },
  "file-too-long": {
    en: {
      cause: "the status file has more cards than are taken at once; nothing was imported",
      remedy: "Have the CS write them in several files, each with the next sequence.",
    },
    ja: {
      cause: "カード運用情報ファイルの件数が上限を超えています(取り込みは行っていません)",
      remedy: "複数のファイル(通番は連続)に分けて作成してください。",
    },
  },
});
