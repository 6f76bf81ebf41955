import type { ResidentCore } from "#daemon/store/records.js";
import { sha256 } from "../evidence/digest.js";

/** A row of the resident file. */
export interface ResidentRow extends ResidentCore {
  /** YYYY-MM-DD. */
  readonly movedOut?: string;
}

/** A resident file as the municipality's registry system writes it: JSON Lines behind a header with count and digest. */
export function residentFile(municipality: string, sequence: number, rows: readonly ResidentRow[]): string {
  const body = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const header = { type: "residents", municipality, sequence, count: rows.length, sha256: sha256(body).toLowerCase() };
  return `${JSON.stringify(header)}\n${body}`;
}
