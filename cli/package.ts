import type { Command } from "commander";
import { addCommands, type CommandRow } from "./commands.js";

/** The commands of `madoguchi package`, in the order in which help lists them. */
const PACKAGE_COMMANDS: readonly CommandRow[] = [
  {
    name: "key",
    summary: "make the key that packages are signed with, and its public half · 署名鍵と公開鍵を作成",
    load: () => import("./package/key.js"),
  },
  {
    name: "build",
    summary: "build a signed package from a description in YAML · 定義ファイルから署名済みパッケージを作成",
    load: () => import("./package/build.js"),
  },
  {
    name: "inspect",
    summary: "what a package says, and whether its signature is right · パッケージの内容と署名を確認",
    load: () => import("./package/inspect.js"),
  },
  {
    name: "sign",
    summary: "sign somebody else's package with one's own key · 検証済みのパッケージに自団体の鍵で署名",
    load: () => import("./package/sign.js"),
  },
];

/** `madoguchi package …`: card applications as they travel to the card. */
export function configure(command: Command, args: readonly string[]): Promise<void> {
  return addCommands(command.usage("<command> [options]"), PACKAGE_COMMANDS, args);
}
