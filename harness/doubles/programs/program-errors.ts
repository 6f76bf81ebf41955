import { errorFamily } from "#card/errors/madoguchi-error.js";

/** What goes wrong with a double that runs as a program of its own. */
export const programErrors = errorFamily("double", {
  "bad-option": {
    en: { cause: "an option of the double has no such value", remedy: "Compare the option with `--help`." },
    ja: { cause: "模擬システムのオプションの値が正しくありません", remedy: "`--help` の説明と比べてください。" },
  },
  "cannot-listen": {
    en: {
      cause: "the double cannot listen on its port",
      remedy: "End what has the port, or give another one with --port (0: any that is free).",
    },
    ja: {
      cause: "模擬システムがポートで待ち受けられません",
      remedy: "ポートを使用中のプログラムを終了するか、--port で別の番号（0: 空きポート）を指定してください。",
    },
  },
  "already-running": {
    en: { cause: "a double runs on this store already", remedy: "End that one, or give another folder with --store." },
    ja: {
      cause: "この保存先では模擬システムが既に動作しています",
      remedy: "それを終了するか、--store で別のフォルダを指定してください。",
    },
  },
  "not-running": {
    en: {
      cause: "no double runs on this store",
      remedy: "Start it, or name the folder that it was started with: --store.",
    },
    ja: {
      cause: "この保存先で動作している模擬システムがありません",
      remedy: "模擬システムを起動するか、起動時と同じフォルダを --store で指定してください。",
    },
  },
  "bad-order": {
    en: {
      cause: "the double takes no such order, or not with these values",
      remedy: "What it takes is in its `--help`; values are written NAME=VALUE.",
    },
    ja: {
      cause: "この模擬システムにはない指示か、指示の値が正しくありません",
      remedy: "指示の一覧は `--help` にあります。値は「名前=値」の形で指定してください。",
    },
  },
  defect: {
    en: { cause: "the order ended in an error that nobody foresaw", remedy: "Report it with what was ordered." },
    ja: { cause: "指示の実行中に想定外の誤りが起きました", remedy: "指示の内容を添えて報告してください。" },
  },
});
