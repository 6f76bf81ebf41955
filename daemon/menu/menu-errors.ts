import { errorFamily } from "#card/errors/madoguchi-error.js";

export const menuErrors = errorFamily("menu", {
  "no-menu": {
    en: { cause: "a business system has no menu", remedy: "Log in as an operator." },
    ja: { cause: "業務システムにはメニューがありません", remedy: "オペレータとしてログインしてください。" },
  },
  "not-of-row": {
    en: { cause: "this row of the menu has no such function", remedy: "Choose a function of the row's own list." },
    ja: { cause: "この行に該当する機能がありません", remedy: "その行の一覧から機能を選択してください。" },
  },
  "initial-setting-only": {
    en: {
      cause: "system settings are used at initial setting only, and that is complete (R-MENU-09)",
      remedy: "A controlled re-initialisation, by two operators, opens them again (A-18).",
    },
    ja: {
      cause: "システム設定は初期設定時のみ利用できます（初期設定は完了しています）",
      remedy: "変更が必要な場合は、二人承認による再初期化を行ってください。",
    },
  },
  "not-initialised": {
    en: {
      cause: "the initial setting of this municipality is not complete: cards cannot be worked on yet (R-SYS-20)",
      remedy: "Have a system administrator register the area key and complete the initial setting.",
    },
    ja: {
      cause: "初期設定が完了していないため、カード運用はまだ利用できません",
      remedy: "システム管理者が独自利用領域キーを登録し、初期設定を完了してください。",
    },
  },
  "pressed-twice": {
    en: {
      cause: "this press of the button was taken already, or is not of this menu",
      remedy: "Nothing was opened a second time. Press again once the menu has answered.",
    },
    ja: {
      cause: "この押下は処理済みか、このメニューのものではありません",
      remedy: "二重には実行されていません。応答を待ってから押し直してください。",
    },
  },
});
