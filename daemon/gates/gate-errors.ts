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
  "another-card": {
    en: {
      cause: "the card in the reader is not the one that the call names",
      remedy: "Put the right card into the reader and try again.",
    },
    ja: {
      cause: "リーダ上のカードが指定されたカードと異なります",
      remedy: "正しいカードをリーダに置き、やり直してください。",
    },
  },
  "not-resident": {
    en: {
      cause: "the user of this card is not a resident of this municipality, by its last import",
      remedy: "Import the newest resident file; a moved-in resident must be in it before the card is taken over.",
    },
    ja: {
      cause: "このカードの利用者は、取り込み済みの住民情報では自市町村の住民ではありません",
      remedy: "最新の住民情報を取り込んでください。引越継続は、転入が住民情報に反映された後に行えます。",
    },
  },
  "key-current": {
    en: {
      cause: "the area of this card stands under the municipality's newest key already",
      remedy: "Go on with the card as it is.",
    },
    ja: {
      cause: "このカードの領域は、すでに最新の独自利用領域キーで設定されています",
      remedy: "そのまま窓口の処理を続けてください。",
    },
  },
  "not-moved": {
    en: {
      cause: "the card is one of this municipality's own: there is nothing to take over",
      remedy: "Go on with the card as it is.",
    },
    ja: {
      cause: "自市町村のカードのため、引越継続の手続は不要です",
      remedy: "そのまま窓口の処理を続けてください。",
    },
  },
  "move-cut-off": {
    en: {
      cause:
        "the area of this Juki card was set elsewhere by version 7.2.1 or earlier, or by a system that cannot be told: it cannot be continued here",
      remedy:
        "Tell the holder that the card goes on working only where it was set; a My Number card has no such limit.",
    },
    ja: {
      cause:
        "他の市町村でVer7.2.1以前(または判別できないシステム)により領域設定された住基カードのため、引越継続の対象外です",
      remedy: "設定元の市町村でのみ利用できることを本人に伝えてください。マイナンバーカードにこの制限はありません。",
    },
  },
  "moved-card": {
    en: {
      cause: "the card is another municipality's and has not been taken over",
      remedy: "Carry out the move continuation first.",
    },
    ja: {
      cause: "他の市町村のカードで、引越継続の手続が済んでいません",
      remedy: "先に引越継続の手続を行ってください。",
    },
  },
  "identity-unchecked": {
    en: {
      cause: "the application is locked, and the holder's identity was not confirmed",
      remedy: "Check the holder's identity and confirm it; only then is a lock lifted.",
    },
    ja: {
      cause: "カードAPがロックされていますが、本人確認が済んでいません",
      remedy: "本人確認を行い、確認済みとしてやり直してください。ロックの解除には本人確認が必要です。",
    },
  },
  "not-a-card-app": {
    en: {
      cause: "the application is not one of a municipality: it was put there by somebody else",
      remedy: "Leave it alone; whoever put it there can remove it.",
    },
    ja: {
      cause: "市町村のカードAPではありません(他の機関が搭載したアプリケーションです)",
      remedy: "本システムでは削除できません。搭載した機関に確認してください。",
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
