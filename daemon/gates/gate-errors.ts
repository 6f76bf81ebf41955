import { errorFamily } from "#card/errors/madoguchi-error.js";

/** Refusals of the gates before a card is written to or a service is given. None of them has used up a PIN try. */
export const gateErrors = errorFamily("gate", {
  "other-municipality": {
    en: { cause: "this belongs to another municipality", remedy: "Work with your own municipality's records only." },
    ja: { cause: "他の市町村の情報です", remedy: "自市町村の情報だけを扱ってください。" },
  },
  "no-application": {
    en: {
      cause: "there is no open application record (申込み) of this card's user for this operation",
      remedy: "Record the resident's application first, for the card in the reader.",
    },
    ja: {
      cause: "このカードの利用者について、この処理の申込みが登録されていません",
      remedy: "リーダ上のカードの利用者について、先に申込みを登録してください。",
    },
  },
  "no-service": {
    en: {
      cause: "no such service is configured for this municipality",
      remedy: "Choose one of the municipality's services.",
    },
    ja: {
      cause: "この市町村に、指定されたサービスは登録されていません",
      remedy: "市町村のサービス一覧から選んでください。",
    },
  },
  "no-ordinance": {
    en: {
      cause: "no ordinance is registered for this service",
      remedy: "Register the ordinance that the service rests on, then load.",
    },
    ja: {
      cause: "このサービスの根拠となる条例が登録されていません",
      remedy: "根拠となる条例を登録してから搭載してください。",
    },
  },
  "card-kind": {
    en: {
      cause: "this operation is not offered for a Juki card",
      remedy: "Use the holder's My Number card.",
    },
    ja: {
      cause: "住基カードではこの処理を行えません",
      remedy: "マイナンバーカードを使用してください。",
    },
  },
  "moved-card": {
    en: {
      cause: "the card was issued by another municipality and has not been taken over",
      remedy: "Carry out the move continuation first.",
    },
    ja: {
      cause: "他の市町村が発行したカードで、引越継続の手続が済んでいません",
      remedy: "先に引越継続の手続を行ってください。",
    },
  },
  "card-state-unknown": {
    en: {
      cause: "the operation status of the card cannot be confirmed",
      remedy: "Check the connection to the Juki-net CS and try again. Until then the card counts as not in operation.",
    },
    ja: {
      cause: "カード運用状態を確認できません",
      remedy: "住基ネットCSとの接続を確認し、やり直してください。確認できるまでは運用中でないものとして扱います。",
    },
  },
  "card-not-active": {
    en: {
      cause: "the card is not in operation",
      remedy: "Tell the holder the status shown and what the counter can do about it.",
    },
    ja: {
      cause: "運用中のカードではありません",
      remedy: "表示された運用状態を本人に伝え、窓口で必要な手続きを案内してください。",
    },
  },
  stopped: {
    en: {
      cause: "an operator has stopped the services of this card",
      remedy: "Lift the stop at the counter after the holder's identity has been checked.",
    },
    ja: {
      cause: "このカードには停止措置がとられています",
      remedy: "本人確認のうえ、窓口で停止措置を解除してください。",
    },
  },
  "not-registered": {
    en: {
      cause: "the holder is not registered for this service",
      remedy: "Take the application and load the service at the counter.",
    },
    ja: {
      cause: "このサービスの利用登録がありません",
      remedy: "窓口で申込みを受け付け、カードAPの搭載と利用登録を行ってください。",
    },
  },
  "registration-pending": {
    en: {
      cause: "the registration for this service is not confirmed yet",
      remedy: "Put the card on a counter reader: the interrupted loading is finished or undone there.",
    },
    ja: {
      cause: "このサービスの利用登録が確定していません",
      remedy: "窓口のリーダにカードを置いてください。中断された搭載処理の続行または取消しを行います。",
    },
  },
});
