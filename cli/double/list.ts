import type { Command } from "commander";
import { PROGRAMS } from "#harness/doubles/programs/catalogue.js";

/** `madoguchi double list`. */
export function configure(command: Command): void {
  command.option("--json", "JSON and nothing else · JSONのみで出力").action(({ json }: { json?: true }) => {
    if (json) return console.log(JSON.stringify(PROGRAMS.map(({ load: _, ...row }) => row)));
    for (const { name, summary, port } of PROGRAMS) {
      console.log(`${name.padEnd(16)} ${String(port).padEnd(5)} ${summary.ja} · ${summary.en}`);
    }
  });
}
