import { errorFamily } from "#card/errors/madoguchi-error.js";

/** Refusals of the gates before a card is written to or a service is given. None of them has used up a PIN try. */
export const gateErrors = errorFamily("gate", {
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
