import type { Command } from "commander";
import { benchTable, runBenchmarks } from "#bench/run-benchmarks.js";

/** A target that was missed is told in the row, not by the exit code: that says whether it could be measured. */
async function bench(ids: string[], { json }: { json?: boolean }): Promise<void> {
  const rows = await runBenchmarks(ids, (progress) => console.error(progress));
  console.log(json ? JSON.stringify(rows) : benchTable(rows));
}

export function configure(command: Command): void {
  command
    .argument("[ids...]", "benchmarks to run; all when none is named · 実行する項目（省略時はすべて）")
    .option("--json", "one JSON array on the standard output, nothing else · 標準出力はJSON配列のみ")
    .action(bench);
}
