import type { Command } from "commander";
import { addCommands, type CommandRow } from "./commands.js";

const IMPORT_COMMANDS: readonly CommandRow[] = [
  {
    name: "residents",
    summary: "a resident file of the resident system · 住民情報の取込み",
    load: () => import("./import/residents.js"),
  },
  {
    name: "status",
    summary: "a card operation status file of the Juki-net CS · カード運用情報の取込み",
    load: () => import("./import/status.js"),
  },
];

/** `madoguchi import …`: what an operator with `data.import` does at a running daemon. */
export function configure(command: Command, args: readonly string[]): Promise<void> {
  return addCommands(command.usage("<command> [options]"), IMPORT_COMMANDS, args);
}
