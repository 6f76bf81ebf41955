import { createHash } from "node:crypto";
import type { z } from "zod";
import { auditEntry } from "../api/contract/index.js";
import { canonicalJson } from "./canonical.js";
import type { ChainPoint } from "./head.js";

/** A row of the audit log as it is stored and shown. */
export type AuditRow = z.output<typeof auditEntry>;
export type UnchainedRow = Omit<AuditRow, "hash">;

/** What the first row is chained to. */
export const GENESIS = "0".repeat(64);
/** Where a log begins that nothing was removed from. */
export const BEGINNING: ChainPoint = { sequence: 0, hash: GENESIS };

/** Hash of a row: SHA-256 over the hash before it and the row's canonical JSON (R-LOG-05). */
export function rowHash(previous: string, row: UnchainedRow): string {
  return createHash("sha256").update(previous).update(canonicalJson(row)).digest("hex");
}

export interface Verification {
  readonly ok: boolean;
  /** Rows that fit. */
  readonly entries: number;
  /** Hash of the last row that fits; note it outside the machine to detect a cut-off end. */
  readonly head: string;
  readonly broken?: { readonly sequence: number; readonly reason: string };
}

/** Walks the rows in order and recomputes the chain; stops at the first that does not fit. */
export class ChainVerifier {
  readonly #base: ChainPoint;
  #last: ChainPoint;
  #broken: Verification["broken"];

  /** The rows begin after `base`: what was there before has passed its retention time. */
  constructor(base: ChainPoint = BEGINNING) {
    this.#base = base;
    this.#last = base;
  }

  /** The last row that fits. */
  get last(): ChainPoint {
    return this.#last;
  }

  get broken(): Verification["broken"] {
    return this.#broken;
  }

  /** Gives false when the chain is broken and further rows need not be looked at. */
  add(stored: unknown): boolean {
    const expected = this.#last.sequence + 1;
    const parsed = auditEntry.safeParse(stored);
    if (!parsed.success) return this.fail(expected, "the row is not readable");
    // The hash is taken over the row as it stands, so that a field that was slipped in shows as well.
    const { hash, ...row } = stored as AuditRow;
    if (row.sequence !== expected) return this.fail(expected, "a row is missing");
    if (rowHash(this.#last.hash, row) !== hash) return this.fail(expected, "the row or one before it was altered");
    this.#last = { sequence: expected, hash };
    return true;
  }

  /** Takes a row of which only the hash is shown. */
  skip(point: ChainPoint): boolean {
    const expected = this.#last.sequence + 1;
    if (point.sequence !== expected) return this.fail(expected, "a row is missing");
    this.#last = point;
    return true;
  }

  fail(sequence: number, reason: string): false {
    this.#broken ??= { sequence, reason };
    return false;
  }

  result(): Verification {
    const entries = this.#last.sequence - this.#base.sequence;
    const { hash: head } = this.#last;
    return this.#broken === undefined
      ? { ok: true, entries, head }
      : { ok: false, entries, head, broken: this.#broken };
  }
}
