import { sha256 } from "../evidence/digest.js";

/** A row of the resident file. */
export interface ResidentRow {
  readonly residentId: string;
  readonly name: string;
  readonly kana: string;
  readonly address: string;
  /** YYYY-MM-DD. */
  readonly birth: string;
  readonly sex: string;
  /** YYYY-MM-DD. */
  readonly movedOut?: string;
}

/** A resident file as the municipality's registry system writes it: JSON Lines behind a header with count and digest. */
export function residentFile(municipality: string, sequence: number, rows: readonly ResidentRow[]): string {
  const body = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const header = { type: "residents", municipality, sequence, count: rows.length, sha256: sha256(body).toLowerCase() };
  return `${JSON.stringify(header)}\n${body}`;
}
