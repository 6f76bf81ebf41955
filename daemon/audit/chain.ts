import { createHash } from "node:crypto";
import type { z } from "zod";
import { auditEntry } from "../api/contract/index.js";
import { canonicalJson } from "./canonical.js";

/** A row of the audit log as it is stored and shown. */
export type AuditRow = z.output<typeof auditEntry>;
export type UnchainedRow = Omit<AuditRow, "hash">;

/** What the first row is chained to. */
export const GENESIS = "0".repeat(64);

/** Hash of a row: SHA-256 over the hash before it and the row's canonical JSON (R-LOG-05). */
export function rowHash(previous: string, row: UnchainedRow): string {
  return createHash("sha256").update(previous).update(canonicalJson(row)).digest("hex");
}

export interface Verification {
  readonly ok: boolean;
  readonly entries: number;
  /** Hash of the last row that fits; note it outside the machine to detect a cut-off end. */
  readonly head: string;
  readonly broken?: { readonly sequence: number; readonly reason: string };
}

/** Walks the rows in order and recomputes the chain; stops at the first that does not fit. */
export class ChainVerifier {
  #head = GENESIS;
  #entries = 0;
  #broken: Verification["broken"];

  /** Gives false when the chain is broken and further rows need not be looked at. */
  add(stored: unknown): boolean {
    const expected = this.#entries + 1;
    const parsed = auditEntry.safeParse(stored);
    if (!parsed.success) return this.#break(expected, "the row is not readable");
    // The hash is taken over the row as it stands, so that a field that was slipped in shows as well.
    const { hash, ...row } = stored as AuditRow;
    if (row.sequence !== expected) return this.#break(expected, "a row is missing");
    if (rowHash(this.#head, row) !== hash) return this.#break(expected, "the row or one before it was altered");
    this.#head = hash;
    this.#entries = expected;
    return true;
  }

  result(): Verification {
    const { head, entries, broken } = { head: this.#head, entries: this.#entries, broken: this.#broken };
    return broken === undefined ? { ok: true, entries, head } : { ok: false, entries, head, broken };
  }

  #break(sequence: number, reason: string): false {
    this.#broken = { sequence, reason };
    return false;
  }
}
