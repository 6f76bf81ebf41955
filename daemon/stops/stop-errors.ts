import { errorFamily } from "#card/errors/madoguchi-error.js";

export const stopErrors = errorFamily("stop", {
  "no-such-user": {
    en: {
      cause: "your municipality knows no such user, or not with this card",
      remedy: "Search the resident again; only users of your own municipality can be stopped here.",
    },
    ja: {
      cause: "自市町村に該当する利用者(又はそのカード)がありません",
      remedy: "住民を検索し直してください。停止できるのは自市町村の利用者のみです。",
    },
  },
  "say-card": {
    en: { cause: "the resident has a card in use: it must be said which one", remedy: "Say the card's id." },
    ja: { cause: "利用中のカードがあるため、対象のカードの指定が必要です", remedy: "カードIDを指定してください。" },
  },
  "say-service-id": {
    en: {
      cause: "for this reason the operator must say whether the service-use ID is stopped as well",
      remedy: "Ask the resident, and say yes or no.",
    },
    ja: {
      cause: "この理由では、サービス利用IDも停止するかどうかの指定が必要です",
      remedy: "本人に確認し、停止する・しないを指定してください。",
    },
  },
  "service-id-too": {
    en: {
      cause: "after loss or theft the service-use ID is always stopped together with the card",
      remedy: "Leave the choice out. The ID can be lifted by itself afterwards.",
    },
    ja: {
      cause: "紛失・盗難では、サービス利用IDもカードとともに必ず停止します",
      remedy: "指定を外してやり直してください。IDだけを後から解除することはできます。",
    },
  },
  "no-proposal": {
    en: {
      cause: "no stop is proposed for this resident",
      remedy: "Look at the proposals again: it was stopped or declined, the use has ended, or the resident is back.",
    },
    ja: {
      cause: "この住民についての停止措置の提案はありません",
      remedy: "提案の一覧を確認してください(停止・見送り済み、利用終了、または転入により解消しています)。",
    },
  },
  "not-stopped": {
    en: {
      cause: "your municipality has not stopped this",
      remedy: "Look at the list of stops. A stop of another municipality is lifted only there.",
    },
    ja: {
      cause: "自市町村による停止措置はとられていません",
      remedy: "停止措置の一覧を確認してください。他の市町村の停止措置は、その市町村でのみ解除できます。",
    },
  },
  "identity-unchecked": {
    en: {
      cause: "a stop is lifted only after the holder's identity was checked",
      remedy: "Check the holder's identity and confirm it.",
    },
    ja: {
      cause: "停止措置の解除には本人確認が必要です",
      remedy: "本人確認を行い、確認済みとしてやり直してください。",
    },
  },
  "service-id-taken": {
    en: { cause: "this service-use ID is on record already", remedy: "Take another ID." },
    ja: { cause: "このサービス利用IDは既に登録されています", remedy: "別のIDを指定してください。" },
  },
  "service-id-unknown": {
    en: { cause: "your municipality knows no such service-use ID", remedy: "Refuse the login." },
    ja: { cause: "自市町村に該当するサービス利用IDがありません", remedy: "ログインを拒否してください。" },
  },
  "service-id-stopped": {
    en: {
      cause: "this service-use ID is stopped",
      remedy: "Refuse the login. The stop is lifted at the counter after the holder's identity was checked.",
    },
    ja: {
      cause: "このサービス利用IDには停止措置がとられています",
      remedy: "ログインを拒否してください。停止の解除は、本人確認のうえ窓口で行います。",
    },
  },
});
