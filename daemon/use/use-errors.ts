import { errorFamily } from "#card/errors/madoguchi-error.js";

export const useErrors = errorFamily("use", {
  "no-application": {
    en: {
      cause: "there is no open record of the resident's application (申込み) to end this use",
      remedy: "Record the application to delete first.",
    },
    ja: {
      cause: "利用終了(削除)の申込みが登録されていません",
      remedy: "先に削除の申込みを登録してください。",
    },
  },
  "not-registered": {
    en: { cause: "the user is not registered for this service", remedy: "Nothing is to be ended." },
    ja: { cause: "このサービスの利用登録がありません", remedy: "終了する利用はありません。" },
  },
  "no-such-user": {
    en: { cause: "no such user is registered here", remedy: "Search the resident and take one of the users." },
    ja: { cause: "該当する利用者は登録されていません", remedy: "住民を検索し、利用者を確認してください。" },
  },
  "same-card": {
    en: { cause: "the card in the reader is the user's present card", remedy: "Put the new card into the reader." },
    ja: { cause: "リーダ上のカードは現在登録されているカードです", remedy: "新しいカードをリーダに置いてください。" },
  },
  "card-taken": {
    en: {
      cause: "the card in the reader is registered for another user already",
      remedy: "Check whose card it is; one card belongs to one user.",
    },
    ja: {
      cause: "リーダ上のカードは別の利用者として登録済みです",
      remedy: "カードの名義を確認してください(1枚のカードは1人の利用者のものです)。",
    },
  },
});
