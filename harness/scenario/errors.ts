import { errorFamily } from "#card/errors/madoguchi-error.js";

/** Errors of scenario and fixture files. Their details place the fault: file, line, column (from 1) and the path inside the document. */
export const scenarioErrors = errorFamily("scenario", {
  unreadable: {
    en: { cause: "the file cannot be read", remedy: "Check the path and the rights on the file." },
    ja: { cause: "ファイルを読み込めません", remedy: "パスとファイルの権限を確認してください。" },
  },
  "not-yaml": {
    en: { cause: "the file is not well-formed YAML", remedy: "Mend the syntax at the line and column given." },
    ja: { cause: "YAMLとして正しくありません", remedy: "示された行と桁の構文を修正してください。" },
  },
  "wrong-shape": {
    en: {
      cause: "a value is not what the scenario language allows in this place",
      remedy: "Compare it with docs/reference/scenario.schema.json; editors check it while you type.",
    },
    ja: {
      cause: "シナリオ記述でこの位置に許されない値です",
      remedy: "docs/reference/scenario.schema.json と照合してください。エディタで入力中に検査できます。",
    },
  },
  "unknown-field": {
    en: {
      cause: "the scenario language has no such field here",
      remedy: "Check the spelling, or remove the field.",
    },
    ja: { cause: "この位置に存在しない項目です", remedy: "綴りを確認するか、項目を削除してください。" },
  },
  "unknown-requirement": {
    en: {
      cause: "no requirement has this id",
      remedy: "Use an id of reports/requirements/ids.json: ids are given once and for all.",
    },
    ja: {
      cause: "この要件番号は存在しません",
      remedy: "reports/requirements/ids.json にある番号を使ってください。番号は固定です。",
    },
  },
  "unknown-name": {
    en: {
      cause: "a step speaks of something that the fixtures do not declare",
      remedy: "Declare it under fixtures, or use one of the declared names.",
    },
    ja: {
      cause: "手順が、前提条件で宣言されていない名前を参照しています",
      remedy: "fixtures に宣言するか、宣言済みの名前を使ってください。",
    },
  },
  "duplicate-id": {
    en: { cause: "two scenarios have the same id", remedy: "Give each scenario an id of its own." },
    ja: { cause: "シナリオ番号が重複しています", remedy: "シナリオごとに異なる番号を付けてください。" },
  },
});
