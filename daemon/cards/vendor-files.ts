import { readFileSync } from "node:fs";
import { type DialectRow, dialectTable } from "#card/region/dialects/table.js";
import { readVendorFile } from "#card/region/dialects/vendor-file.js";
import { configErrors, invalidConfig } from "../config/config-errors.js";

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw configErrors.error("unreadable", { file }, { cause });
  }
}

/**
 * The table by which cards are known: the rows of the vendor files in their order, then those that the product brings; first match wins.
 * Throws `config.unreadable`, and `config.invalid` with every mistake of the first file that is wrong.
 */
export function dialectsWith(vendorFiles: readonly string[]): readonly DialectRow[] {
  const rows: DialectRow[] = [];
  for (const file of vendorFiles) {
    const reading = readVendorFile(read(file));
    if (reading.rows === undefined) throw invalidConfig(file, reading.problems);
    for (const row of reading.rows) {
      const other = rows.find(({ atr }) => atr === row.atr);
      // The second would never be reached: which of the two is meant, nobody can know.
      if (other !== undefined) {
        const problem = `ATR ${row.atr} is in the ${other.source} already`;
        throw invalidConfig(file, [{ kind: "wrong-shape", line: 1, column: 1, path: "atr", problem }]);
      }
    }
    rows.push(...reading.rows);
  }
  return [...rows, ...dialectTable];
}
