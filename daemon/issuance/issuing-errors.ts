import { errorFamily } from "#card/errors/madoguchi-error.js";

/** What the issuing server (証明発行サーバ) refuses a terminal, and what a terminal makes of an answer that is none. */
export const issuingErrors = errorFamily("issuing", {
  "closed-day": {
    en: { cause: "no certificates are issued here on this day", remedy: "Come again after the closure." },
    ja: { cause: "本日は休止日のため発行できません", remedy: "休止期間が終わってからご利用ください。" },
  },
  "closed-hours": {
    en: {
      cause: "no certificates are issued here at this hour",
      remedy: "Come again within the hours that are shown.",
    },
    ja: { cause: "利用時間外のため発行できません", remedy: "表示された利用時間内にご利用ください。" },
  },
  "not-registered": {
    en: {
      cause: "the number on the card is not that of a registered user",
      remedy: "The use of the service is registered at the municipality's counter.",
    },
    ja: { cause: "このカードは利用登録されていません", remedy: "市町村の窓口で利用登録をしてください。" },
  },
  stopped: {
    en: { cause: "the use of the service was stopped", remedy: "Ask at the municipality's counter." },
    ja: { cause: "このサービスの利用は停止されています", remedy: "市町村の窓口へお問い合わせください。" },
  },
  "no-seal": {
    en: {
      cause: "no seal is registered for this resident",
      remedy: "Other certificates can be issued; a seal is registered at the municipality's counter.",
    },
    ja: {
      cause: "印鑑登録がないため、この証明書は発行できません",
      remedy: "ほかの証明書は発行できます。印鑑登録は市町村の窓口で行ってください。",
    },
  },
  "unknown-kind": {
    en: { cause: "the municipality does not issue this kind of certificate", remedy: "Choose one of those offered." },
    ja: { cause: "この種類の証明書は取り扱っていません", remedy: "表示された証明書から選んでください。" },
  },
  "not-a-terminal": {
    en: {
      cause: "the client's certificate is not that of a terminal registered here",
      remedy: "Register the terminal with the issuing server, or use its own certificate.",
    },
    ja: {
      cause: "登録された端末の証明書ではありません",
      remedy: "端末を証明発行サーバに登録するか、その端末の証明書を使用してください。",
    },
  },
  "bad-request": {
    en: { cause: "the request is not of the shape that is taken", remedy: "Compare it with the place that is named." },
    ja: { cause: "要求の形式が正しくありません", remedy: "示された箇所を確認してください。" },
  },
  "no-such-request": {
    en: {
      cause: "the issuing server made no certificate for this request",
      remedy: "Begin again; nothing was issued.",
    },
    ja: { cause: "この要求で発行された証明書はありません", remedy: "最初からやり直してください。" },
  },
  cancelled: {
    en: { cause: "the request was taken back before", remedy: "Begin again under a new id." },
    ja: { cause: "この要求は取り消されています", remedy: "最初からやり直してください。" },
  },
  unreachable: {
    en: {
      cause: "the issuing server does not answer, or not as it should",
      remedy: "Nothing was issued. Check that the server runs, its address and its certificate; then begin again.",
    },
    ja: {
      cause: "証明発行サーバから正しい応答がありません",
      remedy: "証明書は発行されていません。サーバの稼働、アドレス、証明書を確認し、最初からやり直してください。",
    },
  },
});
