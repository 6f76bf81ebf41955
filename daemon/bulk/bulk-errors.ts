import { errorFamily } from "#card/errors/madoguchi-error.js";

export const bulkErrors = errorFamily("bulk", {
  "no-such": {
    en: { cause: "there is no such bulk load, or it has ended", remedy: "Begin one, or take one from the list." },
    ja: { cause: "該当する連続搭載がないか、終了しています", remedy: "新たに開始するか、一覧から選んでください。" },
  },
  "no-service": {
    en: { cause: "no such service", remedy: "Choose one of the municipality's services." },
    ja: { cause: "該当するサービスがありません", remedy: "市町村のサービス一覧から選んでください。" },
  },
  "no-application": {
    en: {
      cause: "the holder of this card has not applied for the service, or is no user here",
      remedy: "Put the card aside; register the user and record the application first.",
    },
    ja: {
      cause: "このカードの利用者からの申込みがないか、利用者登録がありません",
      remedy: "カードを取り分け、利用者登録と申込みの記録を先に行ってください。",
    },
  },
});
