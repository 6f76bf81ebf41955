import type { Bilingual, MethodName, Right } from "../api/contract/index.js";

/** One choice of a row's pull-down: what it is called, whose it is, and the methods that it is worked by. */
export interface MenuFunction {
  readonly id: string;
  readonly label: Bilingual;
  /** The right that shows and opens it; the first of its methods asks for the same. */
  readonly right: Right;
  readonly methods: readonly [MethodName, ...MethodName[]];
}

/** One of the four rows (業務) of the menu. */
export interface MenuRow {
  readonly id: string;
  readonly name: Bilingual;
  readonly explanation: Bilingual;
  /** When it may be used: system settings only at initial setting, card operation only after it (R-MENU-09, R-SYS-20). */
  readonly when: "always" | "initial-setting" | "initialised";
  /** In order; the first is the default choice. */
  readonly functions: readonly [MenuFunction, ...MenuFunction[]];
}

/** The texts of the screen as the guide's figure has them (II.2.5); those in English are ours. */
export const menuTexts = {
  title: { ja: "利用環境設定", en: "Use environment" },
  guidance: {
    ja: "下記のメニューの中から、利用する業務のボタンを押してください。",
    en: "Press the button of the work that you want to do.",
  },
  execute: { ja: "実行", en: "Execute" },
  end: { ja: "終了", en: "End" },
} as const satisfies Record<string, Bilingual>;

/** The footer: whose counter it is, and the id of this screen. */
export const SCREEN_ID = "OP0501";

/** The four rows in their order, each with its choices (R-MENU-03 to R-MENU-09; where a choice is not in the figure, A-16). */
export const menuRows: readonly MenuRow[] = [
  {
    id: "card-operation",
    name: { ja: "カード運用", en: "Card operation" },
    explanation: {
      ja: "カードを運用するための、利用者情報登録及びカードAPのダウンロード/削除を行うメニューです。",
      en: "Registers users and loads and deletes card applications.",
    },
    when: "initialised",
    functions: [
      {
        id: "users",
        label: { ja: "利用者管理", en: "Users" },
        right: "user.register",
        methods: ["users.register", "residents.search", "applications.record"],
      },
      {
        id: "card-load",
        label: { ja: "カードAPダウンロード", en: "Load a card application" },
        right: "card.load",
        methods: ["cardApps.load"],
      },
      {
        id: "card-delete",
        label: { ja: "カードAP削除", en: "Delete a card application" },
        right: "card.delete",
        methods: ["cardApps.delete"],
      },
      {
        id: "card-list",
        label: { ja: "カード内AP一覧参照", en: "Applications on the card" },
        right: "card.list",
        methods: ["cardApps.list"],
      },
      {
        id: "card-diagnose",
        label: { ja: "カード障害切り分け", en: "Isolate a card fault" },
        right: "card.diagnose",
        methods: ["card.diagnose"],
      },
    ],
  },
  {
    id: "data-management",
    name: { ja: "データ管理", en: "Data management" },
    explanation: {
      ja: "外部システムからのデータ(カード運用情報、住民情報)取り込み及び利用者情報のファイル出力を行うメニューです。",
      en: "Imports data of outside systems (card operation information, residents) and writes user information to files.",
    },
    when: "always",
    functions: [
      {
        id: "import-residents",
        label: { ja: "住民情報取り込み", en: "Import residents" },
        right: "data.import",
        methods: ["residents.import", "residents.importFiles", "residents.importFile", "residents.pull"],
      },
      {
        id: "import-card-status",
        label: { ja: "カード運用情報取り込み", en: "Import card operation status" },
        right: "data.import",
        methods: ["cardStatus.import", "residents.importFiles", "cardStatus.importFile"],
      },
      {
        id: "export-users",
        label: { ja: "利用者情報ファイル出力", en: "Write user information to a file" },
        right: "data.export",
        methods: ["users.export"],
      },
    ],
  },
  {
    id: "operator-management",
    name: { ja: "オペレータ管理", en: "Operator management" },
    explanation: {
      ja: "オペレータ認証システムへの業務内IDの登録削除及び業務内IDの新規登録/権限の変更/削除を行うメニューです。",
      en: "Registers in-business ids in the operator authentication and removes them; creates ids, changes their rights, deletes them.",
    },
    when: "always",
    functions: [
      {
        id: "operator-ids",
        label: { ja: "オペレータID管理", en: "Operator ids" },
        right: "operator.manage",
        methods: [
          "operators.list",
          "operators.register",
          "operators.unregister",
          "operators.create",
          "operators.update",
          "operators.delete",
        ],
      },
      // The figure has no choice for tuning; it is worked at all the year, so it cannot stand under the initial setting (A-16, R-TUNE-11).
      {
        id: "tuning",
        label: { ja: "パラメータ設定", en: "Tuning" },
        right: "tuning.edit",
        methods: ["tuning.draft", "tuning.save", "tuning.propose", "tuning.publish", "tuning.return"],
      },
    ],
  },
  {
    id: "system-settings",
    name: { ja: "システム設定", en: "System settings" },
    explanation: {
      ja: "基本システムの初期設定及び環境設定を行うメニューです。システムの初期設定時のみ利用します。",
      en: "Initial and environment settings of the base system. Used only at initial setting.",
    },
    when: "initial-setting",
    functions: [
      {
        id: "area-keys",
        label: { ja: "独自利用領域キー登録", en: "Register the area key" },
        right: "system.settings",
        methods: ["keys.list", "keys.register", "settings.complete", "keys.reinitialise"],
      },
    ],
  },
];
