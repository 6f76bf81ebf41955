import { errorFamily } from "#card/errors/madoguchi-error.js";

export const profileErrors = errorFamily("profile", {
  unknown: {
    en: { cause: "there is no card profile of this name", remedy: "Choose one of the names listed, or give a file." },
    ja: { cause: "この名前のカードプロファイルはありません", remedy: "一覧にある名前か、ファイルを指定してください。" },
  },
  unreadable: {
    en: { cause: "the profile's file cannot be read", remedy: "Check the path and the rights of the file." },
    ja: {
      cause: "プロファイルのファイルを読み込めません",
      remedy: "ファイルのパスとアクセス権を確認してください。",
    },
  },
  "bad-file": {
    en: {
      cause: "the profile's file does not have the form it must have",
      remedy: "Correct the file at the line named.",
    },
    ja: {
      cause: "プロファイルのファイルが定められた形式になっていません",
      remedy: "示された行を修正してください。",
    },
  },
  "no-contactless-atr": {
    en: {
      cause: "the profile does not say which ATR a contactless reader makes of the card",
      remedy: "Give the profile an atr.contactless, or leave --contactless out.",
    },
    ja: {
      cause: "プロファイルに非接触リーダでのATRがありません",
      remedy: "プロファイルに atr.contactless を書くか、--contactless を外してください。",
    },
  },
  "reserved-exceeded": {
    en: {
      cause: "the issuer's applications take more memory than the profile reserves for them",
      remedy: "Raise memory.reserved in the profile.",
    },
    ja: {
      cause: "発行者アプリケーションの使用量がプロファイルの予約領域を超えています",
      remedy: "プロファイルの memory.reserved を大きくしてください。",
    },
  },
});
