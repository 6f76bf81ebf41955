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
  "bad-readiness": {
    en: {
      cause: "the answers to the rollout checklist cannot be read",
      remedy: "Correct the place that is named: requirement ids with evidence, or with rule and date (YYYY-MM-DD).",
    },
    ja: {
      cause: "運用上の対策の回答を読み取れません",
      remedy: "示された箇所を修正してください。要件IDごとに evidence、または rule と date(YYYY-MM-DD)を記入します。",
    },
  },
  "privacy-incomplete": {
    en: {
      cause: "the privacy page has not all eight principles, or a field without purpose or basis",
      remedy: "Run npm run docs; each column is declared in daemon/privacy/inventory (R-PRIV-02, R-PRIV-14).",
    },
    ja: {
      cause: "個人情報保護のページに8原則がそろっていないか、目的・根拠のない項目があります",
      remedy: "npm run docs を実行してください。各項目は daemon/privacy/inventory で宣言します。",
    },
  },
  "cannot-write": {
    en: { cause: "the report cannot be written", remedy: "Check the folder and the rights on it." },
    ja: { cause: "報告書を書き込めません", remedy: "出力先のフォルダと権限を確認してください。" },
  },
});
