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
  "live-services": {
    en: {
      cause: "the user is still registered for services, or a write to the card waits to be ended",
      remedy:
        "End each use first (the services are named in the details), and put the card into a reader where a write waits.",
    },
    ja: {
      cause: "この利用者には、利用中のサービスまたは中断中のカード処理があります",
      remedy: "先に各サービスの利用を終了し(詳細に記載)、中断中の処理はカードをリーダに置いて完了してください。",
    },
  },
  stopped: {
    en: { cause: "the user's card is stopped", remedy: "Leave the user, or lift the stop first." },
    ja: {
      cause: "この利用者のカードには停止措置がとられています",
      remedy: "停止措置を解除するまで、利用者は削除できません。",
    },
  },
  untold: {
    en: {
      cause: "a business system has not taken yet what it has to know of this user",
      remedy: "Wait until it has, or clear up with its administrator what it refused (handOver.list).",
    },
    ja: {
      cause: "この利用者について、業務システムに未伝達の情報があります",
      remedy: "伝達の完了を待つか、拒否された情報を業務システムの管理者と解決してください(handOver.list)。",
    },
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
