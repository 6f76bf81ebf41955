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
  "area-too-small": {
    en: {
      cause: "the profile's regional area has not even the room for being set",
      remedy: "Raise memory.areaQuota: the area's own record and keys take some 130 to 250 octets of it.",
    },
    ja: {
      cause: "プロファイルの地域住民向け領域が小さすぎ、領域設定もできません",
      remedy: "memory.areaQuota を大きくしてください。領域の情報と鍵だけで130～250オクテットほど使います。",
    },
  },
  "tenants-exceeded": {
    en: {
      cause: "the card has no room beside what is reserved for the applications that the profile puts on it (tenants)",
      remedy: "Raise memory.total or memory.transient in the profile, or leave the tenant out.",
    },
    ja: {
      cause: "プロファイルの tenants（最初から載せるアプリケーション）が、予約領域以外の空きに収まりません",
      remedy: "プロファイルの memory.total か memory.transient を大きくするか、tenants から外してください。",
    },
  },
  "reserved-exceeded": {
    en: {
      cause: "the issuer's applications, domains and keys take more memory than the profile reserves for them",
      remedy: "Raise memory.reserved in the profile.",
    },
    ja: {
      cause: "発行者アプリケーション・セキュリティドメイン・鍵の使用量がプロファイルの予約領域を超えています",
      remedy: "プロファイルの memory.reserved を大きくしてください。",
    },
  },
});
