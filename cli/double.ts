import type { Command } from "commander";
import { PROGRAMS } from "#harness/doubles/programs/catalogue.js";
import { addCommands } from "./commands.js";

/** `madoguchi double …`: each double of an outer system as a program of its own, and what is told to one that runs. */
export function configure(command: Command, args: readonly string[]): Promise<void> {
  const programs = PROGRAMS.map((row) => ({
    name: row.name,
    summary: `${row.summary.en} · ${row.summary.ja}`,
    load: async () => (await import("./double/run.js")).runner(row),
  }));
  return addCommands(
    command.usage("[command] [options]"),
    [
      {
        name: "list",
        summary: "the doubles that there are · 模擬システムの一覧",
        load: () => import("./double/list.js"),
      },
      {
        name: "tell",
        summary: "tell a double that runs what to do · 動作中の模擬システムに指示する",
        load: () => import("./double/tell.js"),
      },
      ...programs,
    ],
    args,
  );
}
