import type { Command } from "commander";

/** What a command's own file exports: its options and its action, put on the command that `main` made. */
export interface CommandModule {
  configure(command: Command): void;
}

/** One command of `madoguchi`. Its file is read only when the command is used. */
export interface CommandRow {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<CommandModule>;
}

export const COMMANDS: readonly CommandRow[] = [
  {
    name: "start",
    summary: "virtual cards, daemon and the counter flow in one go (npm start) · デモ一式を起動",
    load: () => import("./start.js"),
  },
  {
    name: "card",
    summary: "insert a virtual My Number card into the virtual reader · 仮想カードを挿入",
    load: () => import("./card.js"),
  },
  {
    name: "daemon",
    summary: "the daemon of the card counter · カード窓口のデーモンを起動",
    load: () => import("./daemon.js"),
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
