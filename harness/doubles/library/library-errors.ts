import { errorFamily } from "#card/errors/madoguchi-error.js";

/** What a library system (図書館システム) and its window refuse. Nothing is lent, taken back or reserved. */
export const libraryErrors = errorFamily("library", {
  "not-registered": {
    en: {
      cause: "the number on the card is not that of a registered user of the library",
      remedy: "The use of the service is registered at the municipality's counter.",
    },
    ja: { cause: "このカードは図書館の利用登録がありません", remedy: "市町村の窓口で利用登録をしてください。" },
  },
  stopped: {
    en: { cause: "the use of the library was stopped", remedy: "Ask at the municipality's counter." },
    ja: { cause: "図書館の利用は停止されています", remedy: "市町村の窓口へお問い合わせください。" },
  },
  "pin-needed": {
    en: { cause: "the library asks for the PIN for this act", remedy: "Have the holder enter the PIN." },
    ja: { cause: "この手続には暗証番号が必要です", remedy: "本人に暗証番号を入力してもらってください。" },
  },
  "no-such-item": {
    en: { cause: "the library has no item of this number", remedy: "Compare the number on the item." },
    ja: { cause: "この番号の資料はありません", remedy: "資料の番号を確認してください。" },
  },
  "on-loan": {
    en: { cause: "the item is on loan", remedy: "It can be reserved." },
    ja: { cause: "この資料は貸出中です", remedy: "予約することができます。" },
  },
  "not-on-loan": {
    en: { cause: "the item is not on loan", remedy: "Put it back onto its shelf." },
    ja: { cause: "この資料は貸出中ではありません", remedy: "書架へ戻してください。" },
  },
  "held-for-another": {
    en: { cause: "another user has reserved the item", remedy: "It can be reserved after that user." },
    ja: { cause: "この資料はほかの利用者が予約しています", remedy: "次の順番で予約することができます。" },
  },
  "reserved-already": {
    en: { cause: "this user has reserved or borrowed the item already", remedy: "Nothing more is to be done." },
    ja: { cause: "この資料は既に予約または貸出を受けています", remedy: "改めて予約する必要はありません。" },
  },
  "too-many": {
    en: { cause: "as many items are on loan to this user as the library allows", remedy: "Return one of them first." },
    ja: { cause: "貸出できる点数の上限に達しています", remedy: "先に資料を返却してください。" },
  },
  "bad-request": {
    en: { cause: "the request is not of the shape that is taken", remedy: "Compare it with the place that is named." },
    ja: { cause: "要求の形式が正しくありません", remedy: "示された箇所を確認してください。" },
  },
});
