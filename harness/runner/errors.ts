import { errorFamily } from "#card/errors/madoguchi-error.js";

export const runnerErrors = errorFamily("runner", {
  "no-scenario": {
    en: { cause: "no scenario is left to run", remedy: "Check the file names and the --grep text." },
    ja: { cause: "実行するシナリオがありません", remedy: "ファイル名と --grep の指定を確認してください。" },
  },
  "target-missing": {
    en: {
      cause: "the target cannot be set up on this machine",
      remedy: "Install pcscd and vsmartcard-vpcd, or run on the target memory.",
    },
    ja: {
      cause: "この環境では対象を用意できません",
      remedy: "pcscd と vsmartcard-vpcd を導入するか、対象 memory で実行してください。",
    },
  },
  "daemon-failed": {
    en: { cause: "the daemon did not start", remedy: "Read its last lines in the details, mend the cause, run again." },
    ja: {
      cause: "デーモンが起動しませんでした",
      remedy: "詳細にある出力の末尾を確認し、原因を取り除いて再実行してください。",
    },
  },
  disconnected: {
    en: { cause: "the connection to the daemon ended", remedy: "See whether the daemon still runs." },
    ja: { cause: "デーモンとの接続が切れました", remedy: "デーモンが動作しているか確認してください。" },
  },
  "no-event": {
    en: {
      cause: "what the scenario waits for did not happen in time",
      remedy: "Compare the frames of the step with its expectation.",
    },
    ja: {
      cause: "シナリオが待っている事象が時間内に起きませんでした",
      remedy: "手順の電文と期待値を比べてください。",
    },
  },
  "late-event": {
    en: {
      cause: "what the scenario waits for happened later than it may",
      remedy: "See what held it up between the call and the notification.",
    },
    ja: {
      cause: "シナリオが待っている事象が、許容時間より遅れて起きました",
      remedy: "呼出しから通知までの間の遅れの原因を確認してください。",
    },
  },
  "not-ready": {
    en: {
      cause: "a step needs something that an earlier step should have brought",
      remedy: "Put the missing step before this one.",
    },
    ja: {
      cause: "この手順に必要な前段の手順が実行されていません",
      remedy: "不足している手順を先に置いてください。",
    },
  },
});
