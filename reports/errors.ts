import { errorFamily } from "#card/errors/madoguchi-error.js";

export const reportErrors = errorFamily("report", {
  "no-baseline": {
    en: {
      cause: "a report names no edition and date of the guide that it measures against",
      remedy: "Give the baseline: a report without it is no evidence (R-DOC-01).",
    },
    ja: {
      cause: "報告書に、基準とする手引きの版と日付がありません",
      remedy: "基準を指定してください。基準のない報告書は証跡になりません（R-DOC-01）。",
    },
  },
  "cannot-write": {
    en: { cause: "the report cannot be written", remedy: "Check the folder and the rights on it." },
    ja: { cause: "報告書を書き込めません", remedy: "出力先のフォルダと権限を確認してください。" },
  },
});
