import { readFileSync } from "node:fs";
import type { Bilingual } from "#harness/evidence/types.js";

/** A stored column that tells of a person, with the names of its terms. */
export interface HeldField {
  readonly table: string;
  readonly column: string;
  readonly whose: "resident" | "operator" | "both";
  readonly purpose: string;
  readonly basis: string;
  readonly keep: string;
}

export interface HeldData {
  readonly terms: Readonly<Record<"purposes" | "bases" | "keepings", Readonly<Record<string, Bilingual>>>>;
  readonly fields: readonly HeldField[];
}

/** The data inventory as `npm run docs` wrote it from the databases' schema. */
export function heldData(): HeldData {
  const file = new URL("../../../docs/reference/data-inventory.json", import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as HeldData;
}
