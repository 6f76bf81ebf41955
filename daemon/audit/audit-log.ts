import { stat } from "node:fs/promises";
import type { Knex } from "knex";
import type { Clock } from "#card/ports/clock.js";
import { auditErrors } from "./audit-errors.js";
import type { AuditEvent, AuditPort } from "./audit-port.js";
import { openAuditDatabase } from "./audit-table.js";
import { type AuditRow, ChainVerifier, GENESIS, rowHash, type UnchainedRow, type Verification } from "./chain.js";

const PAGE = 500;

interface OpenedFile {
  readonly path: string;
  readonly inode: number;
}

export interface AuditQuery {
  readonly after?: number | undefined;
  readonly limit?: number | undefined;
  readonly correlationId?: string | undefined;
  /** Only rows of this municipality and those that are of none, such as the daemon's own start. */
  readonly municipality?: string | undefined;
}

/** The audit log: append-only, hash-chained, one writer. */
export class AuditLog implements AuditPort {
  readonly #db: Knex;
  readonly #clock: Clock;
  readonly #file: OpenedFile;
  #sequence: number;
  #head: string;
  #writable = true;
  /** Rows are chained, so they are written one after the other in order of arrival. */
  #tail: Promise<void> = Promise.resolve();

  private constructor(db: Knex, clock: Clock, opened: OpenedFile, last: AuditRow | undefined) {
    this.#db = db;
    this.#file = opened;
    this.#clock = clock;
    this.#sequence = last?.sequence ?? 0;
    this.#head = last?.hash ?? GENESIS;
  }

  /** Opens the log in its file. Throws `audit.cannot-open`. */
  static async open(file: string, clock: Clock): Promise<AuditLog> {
    try {
      const db = await openAuditDatabase(file);
      const last = await db("audit").orderBy("sequence", "desc").first("row");
      const opened = { path: file, inode: (await stat(file)).ino };
      return new AuditLog(db, clock, opened, last === undefined ? undefined : JSON.parse(last.row));
    } catch (cause) {
      throw auditErrors.error("cannot-open", { file }, { cause });
    }
  }

  /** Whether the last row could be written. */
  get writable(): boolean {
    return this.#writable;
  }

  record(event: AuditEvent): Promise<void> {
    const written = this.#tail.then(() => this.#append(event));
    this.#tail = written.catch(() => undefined);
    return written;
  }

  async #append(event: AuditEvent): Promise<void> {
    const { facts = {}, ...named } = event;
    const given = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
    const unchained = {
      ...given,
      facts,
      sequence: this.#sequence + 1,
      at: new Date(this.#clock.now()).toISOString(),
    } as UnchainedRow;
    const row: AuditRow = { ...unchained, hash: rowHash(this.#head, unchained) };
    try {
      // A removed file goes on taking rows that nobody will ever read.
      if ((await stat(this.#file.path)).ino !== this.#file.inode) throw new Error("the log's file was replaced");
      await this.#db("audit").insert({
        sequence: row.sequence,
        correlationId: row.correlationId,
        target: row.target ?? null,
        municipality: row.municipality ?? null,
        row: JSON.stringify(row),
      });
    } catch (cause) {
      this.#writable = false;
      throw auditErrors.error("unwritable", {}, { cause });
    }
    this.#writable = true;
    this.#sequence = row.sequence;
    this.#head = row.hash;
  }

  async list({ after = 0, limit = 100, correlationId, municipality }: AuditQuery): Promise<readonly AuditRow[]> {
    const rows = this.#db("audit").where("sequence", ">", after).orderBy("sequence").limit(limit);
    if (correlationId !== undefined) rows.where({ correlationId });
    if (municipality !== undefined) rows.where((either) => either.where({ municipality }).orWhereNull("municipality"));
    return (await rows.select("row")).map(({ row }) => JSON.parse(row));
  }

  /** Recomputes the whole chain from the first row. */
  async verify(): Promise<Verification> {
    await this.#tail;
    const verifier = new ChainVerifier();
    for (let after = 0; ; ) {
      const page = await this.#db("audit")
        .where("sequence", ">", after)
        .orderBy("sequence")
        .limit(PAGE)
        .select("sequence", "correlationId", "target", "municipality", "row");
      for (const stored of page) if (!verifier.add(asOneRow(stored))) return verifier.result();
      if (page.length < PAGE) return verifier.result();
      after = page[page.length - 1].sequence;
    }
  }

  async close(): Promise<void> {
    await this.#tail;
    await this.#db.destroy();
  }
}

/** The row's JSON, when the columns beside it, by which it is found, say the same. */
function asOneRow({ row, sequence, ...columns }: Record<string, unknown>): unknown {
  try {
    const parsed = JSON.parse(String(row));
    const same = Object.entries(columns).every(([name, value]) => (parsed[name] ?? null) === value);
    return same && parsed.sequence === sequence ? parsed : undefined;
  } catch {
    return undefined;
  }
}
