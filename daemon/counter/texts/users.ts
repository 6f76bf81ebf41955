import { words } from "./words.js";

/** Finding residents, registering them as users. */
export const userTexts = words("users", {
  search: { ja: "住民を検索", en: "Find a resident" },
  term: { ja: "氏名・カナ・住民番号", en: "Name, kana or resident id" },
  termHint: {
    ja: "カナと番号は自動で見分けます。カードを置いた登録済みの住民は検索不要です。",
    en: "Kana and ids are told apart by themselves. A registered resident's card needs no search.",
  },
  by: { ja: "検索項目", en: "Search in" },
  auto: { ja: "自動", en: "Automatic" },
  name: { ja: "氏名", en: "Name" },
  kana: { ja: "カナ", en: "Kana" },
  number: { ja: "住民番号", en: "Resident id" },
  find: { ja: "検索", en: "Find" },
  found: { ja: "検索結果 {count}件", en: "{count} found" },
  none: { ja: "該当する住民はいません。", en: "No resident was found." },
  resident: { ja: "選択した住民", en: "The chosen resident" },
  registerIt: { ja: "このカードの利用者として登録", en: "Register with this card" },
  registered: { ja: "利用者として登録しました。", en: "Registered." },
  needsCard: {
    ja: "登録するには、本人のカードをリーダに置いてください。",
    en: "To register, put the resident's card on the reader.",
  },
  cardTaken: {
    ja: "リーダ上のカードは、すでに利用者登録されています。",
    en: "Somebody is registered with the card on the reader.",
  },
  users: { ja: "登録済みのカード", en: "Registered cards" },
  noUsers: { ja: "この住民の利用者登録はありません。", en: "This resident is no user yet." },
  toLoad: { ja: "搭載へ進む", en: "Go on to the load" },
  confirm: { ja: "利用者として登録しますか", en: "Register this resident?" },
  confirmText: {
    ja: "{name}さんを、カード {card} の利用者として登録します。本人のカードであることを確認してください。",
    en: "{name} is registered as the user of card {card}. Check that it is this person's card.",
  },
  doRegister: { ja: "登録する", en: "Register" },
});
