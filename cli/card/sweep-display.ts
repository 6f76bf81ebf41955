import type { ProgressOutput } from "#harness/runner/progress.js";
import { operationTitle, type SweepProgress, type SweepResult, type SweepRow } from "#simulator/sweep/index.js";
import { barOf, statusLine } from "../bar.js";
import type { terminalLanguage } from "../language.js";

type Language = ReturnType<typeof terminalLanguage>;

const failures = ({ between, triesGained }: { readonly between: number; readonly triesGained: number }): string =>
  `between ${between}, tries gained ${triesGained}`;

/** The bar of a sweep: redrawn on a terminal, one plain line a profile elsewhere. */
export function sweepBar(output: ProgressOutput): { show(progress: SweepProgress): void; end(): void } {
  const status = statusLine(output);
  let profile = "";
  return {
    show(progress) {
      if (output.isTTY !== true) {
        if (progress.profile !== profile) output.write(`… ${progress.profile}\n`);
        profile = progress.profile;
        return;
      }
      const { octets, ofOctets, tally } = progress;
      const bar = barOf(octets / Math.max(1, ofOctets));
      status.show(`${bar}  ${progress.profile} ${progress.operation}  ${tally.cases} cases, ${failures(tally)}`);
    },
    end: () => status.end(),
  };
}

const FIGURES = ["apdus", "octets", "cases", "old", "new", "between", "triesGained"] as const;

/** Rows profile × operation, as a text table with the sum below it. */
export function sweepTable({ rows, ...total }: SweepResult): string {
  const add = (figure: "apdus" | "octets") => rows.reduce((sum, row) => sum + row[figure], 0);
  const last = { ...total, profile: "total", operation: "", apdus: add("apdus"), octets: add("octets") };
  const cells = [
    ["profile", "operation", "APDUs", "octets", "cases", "old", "new", "between", "tries gained"],
    ...[...rows, last].map((row: SweepRow) => [
      row.profile,
      row.operation,
      ...FIGURES.map((figure) => String(row[figure])),
    ]),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((line) => line[column]!.length)));
  return cells
    .map((line) =>
      line
        .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** The same as a Markdown table. */
export function sweepMarkdown({ rows }: SweepResult): string {
  const lines = rows.map((row) => [row.profile, row.operation, ...FIGURES.map((figure) => row[figure])].join(" | "));
  return [
    "| profile | operation | APDUs | octets | cases | old | new | between | tries gained |",
    "|---|---|--:|--:|--:|--:|--:|--:|--:|",
    ...lines.map((line) => `| ${line} |`),
  ].join("\n");
}

const WHAT = {
  between: { en: "the card came back in neither state", ja: "前でも後でもない状態に復帰" },
  "tries-gained": { en: "a PIN try was gained", ja: "暗証番号の試行回数が増加" },
  "observed-otherwise": { en: "the card answers otherwise than its memory says", ja: "応答がメモリの内容と不一致" },
} as const;

/** The places of the first failures, for a person who is to find the cause. */
export function sweepFindings({ findings }: SweepResult, language: Language): string[] {
  return findings.slice(0, 20).map(({ profile, operation, act, command, octet, residue, again, what }) => {
    const ins = Buffer.from(command.subarray(0, 4)).toString("hex").toUpperCase();
    const half = residue === undefined ? "" : `, residue ${residue.toString(16).padStart(2, "0")}`;
    const second = again === undefined ? "" : `, again after ${again}`;
    const where = `${profile} ${operation}${act === "" ? "" : ` (${act})`} ${ins} after ${octet} octets${half}${second}`;
    return `✘ ${where}: ${WHAT[what][language]} · ${operationTitle(operation)[language]}`;
  });
}
