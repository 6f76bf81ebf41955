import { errorFamily } from "#card/errors/madoguchi-error.js";

export const tuningErrors = errorFamily("tuning", {
  invalid: {
    en: {
      cause: "the tuning set has an error; nothing was changed",
      remedy: "Mend the place that is named (tuning.check tells every one) and save again.",
    },
    ja: {
      cause: "パラメータ設定に誤りがあります（何も変更していません）",
      remedy: "示された箇所を直し（tuning.checkですべて確認できます）、もう一度保存してください。",
    },
  },
  "fixed-value": {
    en: {
      cause: "this value is fixed and no tuning reaches it; nothing was changed",
      remedy: "Leave it out. PIN tries, gates, rights, hours, pairings, keys and the log are not tuned (R-TUNE-12).",
    },
    ja: {
      cause: "固定値のため、パラメータ設定では変更できません（何も変更していません）",
      remedy:
        "この項目を除いてください。暗証番号の回数、判定、権限、利用時間、組合せ、鍵、監査ログは設定の対象外です。",
    },
  },
  "draft-changed": {
    en: {
      cause: "somebody has changed the draft since it was read; nothing was changed",
      remedy: "Read the draft again, look at what is new, and make the change on it.",
    },
    ja: {
      cause: "読み込んだ後に、下書きがほかの操作者によって変更されています（何も変更していません）",
      remedy: "下書きを読み直し、変更点を確認してから、もう一度変更してください。",
    },
  },
  "nothing-to-publish": {
    en: {
      cause: "the set is the same as the published one",
      remedy: "Change the draft, or choose another version, before it is published.",
    },
    ja: {
      cause: "公開中の設定と同じ内容です",
      remedy: "下書きを変更するか、別の版を選んでください。",
    },
  },
  "no-such-version": {
    en: { cause: "no version of this number was published", remedy: "Choose one of tuning.history." },
    ja: { cause: "この番号の版は公開されていません", remedy: "履歴から選び直してください。" },
  },
  "file-malformed": {
    en: {
      cause: "the file is no tuning file; nothing was changed",
      remedy: "Choose a file that tuning.export has written, unchanged.",
    },
    ja: {
      cause: "パラメータ設定ファイルではありません（何も変更していません）",
      remedy: "出力したファイルを、変更せずに指定してください。",
    },
  },
  "file-schema": {
    en: {
      cause: "the file is of another version of the parameters; nothing was changed",
      remedy: "Export it from a daemon of this version, or make the changes by hand.",
    },
    ja: {
      cause: "パラメータの版が異なるファイルです（何も変更していません）",
      remedy: "同じ版のシステムで出力し直すか、手作業で設定してください。",
    },
  },
  "file-altered": {
    en: {
      cause: "the file was altered after it was written, or was signed by somebody else; nothing was changed",
      remedy: "Have it exported again.",
    },
    ja: {
      cause: "出力後に内容が変更されたか、署名者が異なるファイルです（何も変更していません）",
      remedy: "もう一度出力したファイルを使用してください。",
    },
  },
  "file-of-another": {
    en: {
      cause: "the file is of another municipality; nothing was changed",
      remedy: "Name that municipality (from) if its look is to be taken over into your draft.",
    },
    ja: {
      cause: "他の市町村のファイルです（何も変更していません）",
      remedy: "その設定を自分の下書きに取り込む場合は、市町村コード(from)を指定してください。",
    },
  },
});
