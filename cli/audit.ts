import type { Command } from "commander";
import { addCommands, type CommandRow } from "./commands.js";

const AUDIT_COMMANDS: readonly CommandRow[] = [
  {
    name: "export",
    summary: "signed slices of the audit log into files · 監査ログを署名付きで書き出し",
    load: () => import("./audit/export.js"),
  },
  {
    name: "history",
    summary: "everything that happened to one card · 1枚のカードの全履歴",
    load: () => import("./audit/history.js"),
  },
  {
    name: "report",
    summary: "the report that the regulation asks for, and whether one was missed · 定期のログ監査報告",
    load: () => import("./audit/report.js"),
  },
];

/** `madoguchi audit …`: what an auditor does at a running daemon. To judge what was exported: `madoguchi verify --audit`. */
export function configure(command: Command, args: readonly string[]): Promise<void> {
  return addCommands(command.usage("<command> [options]"), AUDIT_COMMANDS, args);
}
