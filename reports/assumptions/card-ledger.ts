import { readFileSync } from "node:fs";

/** One row of `docs/assumptions.md`, the ledger that grows with the card. */
export interface LedgerRow {
  readonly id: string;
  readonly where: string;
  readonly assumed: string;
  readonly beforeRollout: string;
}

/** Cells of a Markdown table's row; `\|` inside a cell is no border. */
function cells(line: string): string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll("\\|", "|").replaceAll("`", ""));
}

/** Every row of the ledger that is kept beside the code: a report lists them all (R-DOC-02). */
export function cardLedger(): readonly LedgerRow[] {
  const text = readFileSync(new URL("../../../docs/assumptions.md", import.meta.url), "utf8");
  return text
    .split("\n")
    .filter((line) => /^\| AS-/.test(line))
    .map((line) => {
      const [id = "", where = "", assumed = "", , beforeRollout = ""] = cells(line);
      return { id, where, assumed, beforeRollout };
    });
}
