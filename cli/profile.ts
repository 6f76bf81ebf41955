import type { Command } from "commander";
import { addCommands, type CommandRow } from "./commands.js";

/** The commands of `madoguchi profile`, in the order in which help lists them. */
const PROFILE_COMMANDS: readonly CommandRow[] = [
  {
    name: "list",
    summary: "the vendor profiles of the house (also without the word) · 同梱のカードプロファイル一覧（省略可）",
    load: () => import("./profile/list.js"),
    isDefault: true,
  },
  {
    name: "show",
    summary: "a profile's file, to begin a vendor file of one's own from · プロファイルの内容を表示",
    load: () => import("./profile/show.js"),
  },
  {
    name: "check",
    summary: "check a vendor file and try its card · プロファイルを検査し、カードを試作",
    load: () => import("./profile/check.js"),
  },
];

/** `madoguchi profile …`: vendor files. */
export function configure(command: Command, args: readonly string[]): Promise<void> {
  return addCommands(command.usage("[command] [options]"), PROFILE_COMMANDS, args);
}
