import { errorFamily } from "#card/errors/madoguchi-error.js";

/** Refusals of the initial setting, and of what has to wait for it. */
export const settingErrors = errorFamily("setting", {
  "not-initialised": {
    en: {
      cause: "the municipality's initial settings are not complete, and card functions do not run before",
      remedy: "Register the area key (keys.register) and end the initial setting (settings.complete).",
    },
    ja: {
      cause: "初期設定が完了していないため、カード運用機能は使用できません",
      remedy: "独自利用領域キーを登録し(keys.register)、初期設定を完了してください(settings.complete)。",
    },
  },
  "not-offered": {
    en: {
      cause: "no key file of this key id and generation lies ready",
      remedy: "Lay the file into the directory keys.intake of the configuration; keys.list shows what is ready.",
    },
    ja: {
      cause: "この鍵ID・世代の鍵ファイルが用意されていません",
      remedy: "設定のkeys.intakeのディレクトリに鍵ファイルを置いてください。登録可能な鍵はkeys.listで確認できます。",
    },
  },
  "check-value": {
    en: {
      cause: "the key file does not have the check value that was approved",
      remedy: "Compare the check value with the one of the key's own papers; register no key that nobody knows.",
    },
    ja: {
      cause: "鍵ファイルのチェック値が、指定されたチェック値と一致しません",
      remedy: "鍵の管理簿のチェック値と照合してください。出所の不明な鍵は登録しないでください。",
    },
  },
  closed: {
    en: {
      cause: "the initial setting is complete; area keys are registered at initial setting only (R-AREA-08)",
      remedy: "A further generation needs a controlled re-initialisation, by two operators (keys.reinitialise).",
    },
    ja: {
      cause: "初期設定は完了しています(独自利用領域キーの登録は初期設定時のみ)",
      remedy: "世代の追加には、二人承認による再初期化の手続き(keys.reinitialise)が必要です。",
    },
  },
  "key-registered": {
    en: {
      cause: "a key is registered under this key id and generation already",
      remedy: "Give a new key a new generation; a registered one is never exchanged.",
    },
    ja: {
      cause: "この鍵ID・世代の鍵は登録済みです",
      remedy: "新しい鍵には新しい世代を付けてください。登録済みの鍵は差し替えられません。",
    },
  },
  "no-key": {
    en: {
      cause: "the municipality has no area key yet, and its initial setting cannot end without one",
      remedy: "Register the area key first (keys.register).",
    },
    ja: {
      cause: "独自利用領域キーが未登録のため、初期設定を完了できません",
      remedy: "先に独自利用領域キーを登録してください(keys.register)。",
    },
  },
});
