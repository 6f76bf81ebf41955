import { errorFamily } from "#card/errors/madoguchi-error.js";

export const relayErrors = errorFamily("relay", {
  "not-configured": {
    en: {
      cause: "no relay server is configured for this municipality",
      remedy: "Name it under residents.relay of the municipality, or import the file offline.",
    },
    ja: {
      cause: "この市町村の中継サーバが設定されていません",
      remedy: "設定ファイルの市町村の residents.relay に指定するか、ファイルで取り込んでください。",
    },
  },
  "link-down": {
    en: {
      cause: "the relay server cannot be reached or is not the one that is configured; nothing was imported",
      remedy: "Check line, address and certificates. Until then files can be imported offline.",
    },
    ja: {
      cause: "中継サーバに接続できないか、設定された接続先ではありません(取り込みは行っていません)",
      remedy: "回線・アドレス・証明書を確認してください。それまではファイルで取り込めます。",
    },
  },
  "not-a-relay": {
    en: {
      cause: "what answered does not call itself a relay server: residents come online through the relay server only",
      remedy: "Correct the address. The resident system must not be connected directly (R-SYS-10).",
    },
    ja: {
      cause: "接続先が中継サーバではありません(オンラインの取込みは中継サーバ経由に限ります)",
      remedy: "アドレスを訂正してください。既存住基システムへ直接接続することはできません。",
    },
  },
  "bad-answer": {
    en: {
      cause: "the relay server refused or failed; nothing was imported",
      remedy: "Have its administrator look at it.",
    },
    ja: {
      cause: "中継サーバが要求を拒否したか、異常終了しました(取り込みは行っていません)",
      remedy: "中継サーバの管理者に確認してください。",
    },
  },
  "cut-off": {
    en: {
      cause: "the relay server's answer is not as long as it said, or its connection broke; nothing was imported",
      remedy: "Try again; if it stays so, have the relay's administrator look at it, or import the file offline.",
    },
    ja: {
      cause: "中継サーバの応答が途中で切れたか、長さが一致しません(取り込みは行っていません)",
      remedy: "再度実行してください。続く場合は中継サーバの管理者に確認するか、ファイルで取り込んでください。",
    },
  },
  "timed-out": {
    en: {
      cause: "the relay server stopped answering; nothing was imported",
      remedy: "Try again later, or import the file offline.",
    },
    ja: {
      cause: "中継サーバの応答が途絶えました(取り込みは行っていません)",
      remedy: "時間をおいて再度実行するか、ファイルで取り込んでください。",
    },
  },
});
