import type { Command } from "commander";

/** What a command's own file exports: its options and its action, put on the command that `addCommands` made. */
export interface CommandModule {
  /** `args` are what follows the command's name: a group of commands looks there for the one that is wanted. */
  configure(command: Command, args: readonly string[]): void | Promise<void>;
}

/** One command of `madoguchi`. Its file is read only when the command is used. */
export interface CommandRow {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<CommandModule>;
  /** What a group does when none of its commands is named. */
  readonly isDefault?: true;
}

/** Adds the commands of a group, and loads the file of the one that `args` name. */
export async function addCommands(
  parent: Command,
  rows: readonly CommandRow[],
  args: readonly string[],
): Promise<void> {
  const [first, ...rest] = args[0] === "help" ? args.slice(1) : args;
  const named = rows.find(({ name }) => name === first);
  // Options alone are the default command's (but for `--help`, which lists the group); a word that no row has is a mistake.
  const fallback = first === undefined || first.startsWith("-");
  const wanted = named ?? (fallback ? rows.find(({ isDefault }) => isDefault === true) : undefined);
  for (const row of rows) {
    const command = parent
      .command(row.name, { isDefault: row === wanted && named === undefined })
      .description(row.summary)
      .exitOverride()
      .showHelpAfterError();
    if (row === wanted) await (await row.load()).configure(command, named === undefined ? args : rest);
  }
}

export const COMMANDS: readonly CommandRow[] = [
  {
    name: "start",
    summary: "virtual cards, daemon and the counter flow in one go (npm start) · デモ一式を起動",
    load: () => import("./start.js"),
  },
  {
    name: "card",
    summary: "virtual My Number cards: one in the reader, or a desk of many · 仮想カードの挿入と操作",
    load: () => import("./card.js"),
  },
  {
    name: "profile",
    summary: "vendor files of cards: list, show, check · カードのプロファイル",
    load: () => import("./profile.js"),
  },
  {
    name: "package",
    summary: "card applications: build, inspect, sign · カードAPパッケージの作成・確認・署名",
    load: () => import("./package.js"),
  },
  {
    name: "people",
    summary: "test residents from a seed, as files · シードからテスト住民を生成",
    load: () => import("./people.js"),
  },
  {
    name: "daemon",
    summary: "the daemon of the card counter · カード窓口のデーモンを起動",
    load: () => import("./daemon.js"),
  },
  {
    name: "rehearse",
    summary: "the daemon on your configuration, with a virtual card and a CS double · 自分の設定で窓口を試す",
    load: () => import("./rehearse.js"),
  },
  {
    name: "double",
    summary: "doubles of outer systems as programs of their own: kiosk, library, CS · 外部システムの模擬を単独で起動",
    load: () => import("./double.js"),
  },
  {
    name: "conformance",
    summary: "whether a business system keeps to the published interface · 業務システムの適合性試験",
    load: () => import("./conformance.js"),
  },
  {
    name: "keys",
    summary: "key files: make, check; what a data directory holds · 鍵ファイルの作成・照合と状態の表示",
    load: () => import("./keys.js"),
  },
  {
    name: "verify",
    summary: "whether an audit log or a certificate is whole, without the daemon · 監査ログ・証明書の検証",
    load: () => import("./verify.js"),
  },
  {
    name: "audit",
    summary: "export the audit log, the history of a card · 監査ログの書き出しとカードの履歴",
    load: () => import("./audit.js"),
  },
  {
    name: "import",
    summary: "residents and card operation status from their files, with progress · 住民情報・カード運用情報の取込み",
    load: () => import("./import.js"),
  },
  {
    name: "trial",
    summary: "long trials of the whole system: kill · 長時間の試験",
    load: () => import("./trial.js"),
  },
  {
    name: "run",
    summary: "replay scenarios against the daemon and write the reports · シナリオを実行しレポートを作成",
    load: () => import("./run.js"),
  },
  {
    name: "bench",
    summary: "measure against the peers (npm run bench) · 比較対象とともに測定",
    load: () => import("./bench.js"),
  },
];
