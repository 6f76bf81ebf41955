import { errorFamily } from "#card/errors/madoguchi-error.js";

/** Refusals before a PIN reaches the card: none of them uses a try there. */
export const pinErrors = errorFamily("pin", {
  locked: {
    en: {
      cause: "the application is locked: the limit of wrong PINs that holds for this use has been reached",
      remedy: "Let the counter check the holder's identity and set a new PIN.",
    },
    ja: {
      cause: "暗証番号の誤りが上限回数に達したため、カードAPはロックされています",
      remedy: "窓口で本人確認を受け、暗証番号を再設定してください。",
    },
  },
  "mis-set": {
    en: {
      cause:
        "the issuing server sets a limit of 0 or less for wrong PINs: the service is set wrongly and no PIN was sent",
      remedy: "Correct the limit at the issuing server; 1 is the lowest.",
    },
    ja: {
      cause: "証明発行サーバの暗証番号の上限回数が0以下に設定されています(暗証番号は送信していません)",
      remedy: "証明発行サーバの設定を1以上に直してください。",
    },
  },
  "channel-not-allowed": {
    en: {
      cause: "this business system may not use its application through this channel",
      remedy: "Name one of the channels that the system has in the configuration.",
    },
    ja: {
      cause: "この業務システムには、指定された利用経路が認められていません",
      remedy: "設定ファイルで業務システムに登録された利用経路を指定してください。",
    },
  },
});
