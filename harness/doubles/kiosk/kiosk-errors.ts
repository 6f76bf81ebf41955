import { errorFamily } from "#card/errors/madoguchi-error.js";

/** How a visit at a kiosk or an automatic machine ends without a certificate, besides what daemon, card and issuing server refuse. */
export const kioskErrors = errorFamily("kiosk", {
  withdrawn: {
    en: {
      cause: "the card was taken out before the certificate was",
      remedy: "Put the card in and begin again; nothing was charged.",
    },
    ja: {
      cause: "証明書が出る前にカードが抜かれました",
      remedy: "カードを入れ直し、最初から操作してください。料金はかかっていません。",
    },
  },
  cancelled: {
    en: { cause: "the customer ended the visit", remedy: "Nothing was charged. Put the card in to begin again." },
    ja: {
      cause: "お客様の操作により終了しました",
      remedy: "料金はかかっていません。再度ご利用の場合はカードを入れてください。",
    },
  },
  "out-of-service": {
    en: { cause: "the machine cannot read cards at the moment", remedy: "Use another machine, or come again later." },
    ja: {
      cause: "ただいまカードを読み取ることができません",
      remedy: "ほかの端末をご利用になるか、しばらくしてからお試しください。",
    },
  },
  "unusable-card": {
    en: {
      cause: "the card cannot be read",
      remedy: "Take it out, and put in a My Number card the right way round.",
    },
    ja: {
      cause: "このカードは読み取れません",
      remedy: "カードを取り出し、マイナンバーカードの向きを確認して入れ直してください。",
    },
  },
  "timed-out": {
    en: {
      cause: "the screen was not touched for long, and the visit was ended",
      remedy: "Nothing was charged. Put the card in to begin again.",
    },
    ja: {
      cause: "しばらく操作がなかったため終了しました",
      remedy: "料金はかかっていません。再度ご利用の場合はカードを入れてください。",
    },
  },
  "nothing-to-issue": {
    en: {
      cause: "no certificate can be had now for this card",
      remedy: "The reasons are shown beside each certificate.",
    },
    ja: {
      cause: "現在このカードで発行できる証明書はありません",
      remedy: "各証明書に表示された理由を確認してください。",
    },
  },
});
