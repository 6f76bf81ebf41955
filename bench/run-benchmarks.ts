import type { BenchRow } from "./bench-row.js";
import { benchErrors } from "./errors.js";
import { BENCHMARKS } from "./registry.js";

/** Runs the benchmarks with these ids (all, when there are none), one after the other. Throws `bench.*`. */
export async function runBenchmarks(ids: readonly string[], tell: (progress: string) => void): Promise<BenchRow[]> {
  const known = BENCHMARKS.map((benchmark) => benchmark.id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined) throw benchErrors.error("unknown", { id: unknown, known: known.join(" ") });
  const rows: BenchRow[] = [];
  for (const benchmark of BENCHMARKS) {
    if (ids.length > 0 && !ids.includes(benchmark.id)) continue;
    tell(benchmark.title);
    rows.push(await benchmark.run((progress) => tell(`  ${progress}`)));
  }
  return rows;
}

const COLUMNS = ["id", "value", "unit", "peer", "peerValue", "ratio", "target", "pass"] as const;

/** The rows as a text table. */
export function benchTable(rows: readonly BenchRow[]): string {
  const cell = (value: BenchRow[keyof BenchRow]) =>
    value === null || value === "" ? "–" : value === true ? "✔" : value === false ? "✘" : String(value);
  const cells = [[...COLUMNS], ...rows.map((row) => COLUMNS.map((column) => cell(row[column])))];
  const widths = COLUMNS.map((_, column) => Math.max(...cells.map((line) => line[column]!.length)));
  return cells
    .map((line) =>
      line
        .map((text, column) => text.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
