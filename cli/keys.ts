import type { Command } from "commander";
import { addCommands, type CommandRow } from "./commands.js";

/** The commands of `madoguchi keys`, in the order in which help lists them. */
const KEY_COMMANDS: readonly CommandRow[] = [
  {
    name: "make",
    summary: "make a key file of 32 random octets, and tell its check value · 鍵ファイルを作成",
    load: () => import("./keys/make.js"),
  },
  {
    name: "check",
    summary: "the check value of key files, for two people to compare · 鍵ファイルのチェック値を表示",
    load: () => import("./keys/check.js"),
  },
  {
    name: "status",
    summary: "what keys a data directory holds, without opening any · 登録済みの鍵の状態を表示",
    load: () => import("./keys/status.js"),
  },
];

/** `madoguchi keys …`: key files and what became of them. */
export function configure(command: Command, args: readonly string[]): Promise<void> {
  return addCommands(command.usage("<command> [options]"), KEY_COMMANDS, args);
}
