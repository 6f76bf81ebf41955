import { stat } from "node:fs/promises";
import type { Knex } from "knex";
import type { Clock } from "#card/ports/clock.js";
import { readOnlySqlite } from "../store/read-only.js";
import { auditErrors } from "./audit-errors.js";
import type { HeadSigner } from "./audit-key.js";
import type { AuditEvent, AuditPort } from "./audit-port.js";
import { openAuditDatabase } from "./audit-table.js";
import type { AuditView } from "./audit-view.js";
import { type AuditRow, BEGINNING, ChainVerifier, rowHash, type UnchainedRow, type Verification } from "./chain.js";
import type { ChainPoint, HeadReason, SignedHead } from "./head.js";
import { HeadKeeper } from "./head-keeper.js";
import { historyOf } from "./history.js";
import { type Judgement, judgeLog } from "./judge-log.js";
import { type Count, countsOf, lastReport } from "./report.js";
import { type AuditQuery, searchRows } from "./search.js";
import { lastRow, rowsAfter, storedHeads, storedKeys } from "./stored-rows.js";

/** Rows that one commit takes at most. */
const TOGETHER = 200;

interface WaitingRow {
  readonly event: AuditEvent;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

interface DueHead {
  readonly head: HeadReason;
  readonly last: ChainPoint;
  readonly at: string;
  readonly base: ChainPoint | undefined;
}

interface OpenedFile {
  readonly path: string;
  readonly inode: number;
}

export interface AuditOptions {
  /** Signs heads; a log without one is chained only. */
  readonly signer?: HeadSigner;
  /** Rows after which a head is signed; 1,000 when not given. */
  readonly headEvery?: number;
  /** Told of each head once it is stored, to be kept elsewhere too. */
  readonly onHead?: (head: SignedHead) => void;
}

/** Rows that have passed their time and were removed. */
export interface Expired {
  readonly from: number;
  readonly through: ChainPoint;
}

const ABOUT_PAGE = 500;

/** Whether a row names one of the ids as a whole: `R1` is not in `R10`. Targets and facts may be several, parted by commas. */
function isAbout({ target = "", facts }: AuditRow, ids: readonly string[]): boolean {
  const named = [target, ...Object.values(facts)].flatMap((value) =>
    typeof value === "string" ? value.split(",") : [],
  );
  return named.some((one) => ids.includes(one));
}

/** The audit log: append-only, hash-chained, its heads signed; one writer. */
export class AuditLog implements AuditPort {
  /** What writes. */
  readonly #db: Knex;
  /** What only reads: no search makes a row wait that is to be written (decision 0022). */
  readonly #reads: Knex;
  readonly #clock: Clock;
  readonly #file: OpenedFile;
  readonly #heads: HeadKeeper | undefined;
  #last: ChainPoint;
  #writable = true;
  /** Rows that wait for their turn: they go to disk together, in order of arrival. */
  readonly #waiting: WaitingRow[] = [];
  /** Rows are chained, so all writing is one after the other. */
  #tail: Promise<unknown> = Promise.resolve();

  private constructor(
    { db, reads }: { readonly db: Knex; readonly reads: Knex },
    clock: Clock,
    opened: OpenedFile,
    last: ChainPoint,
    heads: HeadKeeper | undefined,
  ) {
    this.#db = db;
    this.#reads = reads;
    this.#file = opened;
    this.#clock = clock;
    this.#last = last;
    this.#heads = heads;
  }

  /** Opens the log in its file. Throws `audit.cannot-open`. */
  static async open(file: string, clock: Clock, options: AuditOptions = {}): Promise<AuditLog> {
    let db: Knex | undefined;
    let reads: Knex | undefined;
    try {
      db = await openAuditDatabase(file);
      reads = readOnlySqlite(file);
      await reads.select(reads.raw("1"));
      const opened = { path: file, inode: (await stat(file)).ino };
      const heads = options.signer && (await HeadKeeper.open(db, { ...options, signer: options.signer }));
      const row = await lastRow(db);
      const last = row === undefined ? (heads?.base ?? BEGINNING) : { sequence: row.sequence, hash: row.hash };
      return new AuditLog({ db, reads }, clock, opened, last, heads);
    } catch (cause) {
      await reads?.destroy();
      await db?.destroy();
      throw auditErrors.error("cannot-open", { file }, { cause });
    }
  }

  /** Whether the last row could be written. */
  get writable(): boolean {
    return this.#writable;
  }

  /** What comes while a row is being written shares the next commit, and each waits for the disk all the same. */
  record(event: AuditEvent): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ event, resolve, reject });
      if (this.#waiting.length === 1) void this.#next(() => this.#storeWaiting());
    });
  }

  /** Signs a head over what is written so far. Nothing without a signer. Throws `audit.unwritable`. */
  signHead(reason: HeadReason): Promise<SignedHead | undefined> {
    return this.#next(() => this.#write(async (db) => this.#heads?.sign(db, reason, this.#last, this.#clock.now())));
  }

  /**
   * Removes the rows from before `limit` (milliseconds since 1970), as far as they come before any younger row. That they are removed is
   * itself a row (`audit.expired`, with the hash that the rest is chained to), and signed. Undefined when nothing is that old.
   * Without a signer nothing is removed.
   */
  expire(limit: number, correlationId: string): Promise<Expired | undefined> {
    return this.#next(async () => {
      const heads = this.#heads;
      if (heads === undefined) return undefined;
      const { base } = heads;
      let through = base;
      for await (const { row } of rowsAfter(this.#db, base.sequence)) {
        const { sequence, hash, at } = row as AuditRow;
        if (Date.parse(at) >= limit) break;
        through = { sequence, hash };
      }
      if (through.sequence === base.sequence) return undefined;
      const from = base.sequence + 1;
      const before = new Date(limit).toISOString();
      const facts = {
        from,
        through: through.sequence,
        rows: through.sequence - base.sequence,
        before,
        head: through.hash,
      };
      const row = this.#chain({ event: "audit.expired", outcome: "ok", correlationId, facts });
      await this.#store([row], "expiry", through);
      return { from, through };
    });
  }

  /** Whether a head was signed between these moments (milliseconds since 1970), both included. */
  async headBetween(from: number, to: number): Promise<boolean> {
    await this.#tail;
    return (await this.#reads("head").whereBetween("at", [from, to]).first("number")) !== undefined;
  }

  /** The moment of the first row that is kept. */
  async firstMoment(): Promise<number | undefined> {
    await this.#tail;
    const first: { row: string } | undefined = await this.#reads("audit").orderBy("sequence").first("row");
    return first === undefined ? undefined : Date.parse(JSON.parse(first.row).at);
  }

  /** Rows that fit, in order. */
  list(query: AuditQuery): Promise<readonly AuditRow[]> {
    return searchRows(this.#reads, query, this.#last.sequence);
  }

  /** The newest rows of a municipality that are about one of these ids, by their target or one of their facts; in order, at most `limit` (R-PRIV-09). */
  async about(municipality: string, ids: readonly string[], limit: number): Promise<readonly AuditRow[]> {
    await this.#tail;
    const found: AuditRow[] = [];
    for (let before = Number.MAX_SAFE_INTEGER; found.length < limit; ) {
      const rows = this.#reads("audit").where({ municipality }).where("sequence", "<", before);
      rows.where((either) => {
        for (const id of ids) either.orWhereRaw("instr(row, ?) > 0", [id]);
      });
      const page = await rows.orderBy("sequence", "desc").limit(ABOUT_PAGE).select("sequence", "row");
      for (const { row } of page) {
        const parsed = JSON.parse(row) as AuditRow;
        if (found.length < limit && isAbout(parsed, ids)) found.push(parsed);
      }
      if (page.length < ABOUT_PAGE) break;
      before = page[page.length - 1].sequence;
    }
    return found.reverse();
  }

  /** Everything that happened to one card, as far as the municipality may see it (R-LOG-04). */
  history(view: AuditView, cardId: string, limit: number): Promise<readonly AuditRow[]> {
    return historyOf(this.#reads, view, cardId, limit);
  }

  /** How often what happened in a municipality between two moments (ISO 8601 in UTC, the second not included). */
  counts(municipality: string, from: string, to: string): Promise<readonly Count[]> {
    return countsOf(this.#reads, municipality, from, to);
  }

  /** When a municipality's last report was made; its first row where there was none yet. */
  lastReport(municipality: string): Promise<{ readonly at: string; readonly isReport: boolean } | undefined> {
    return lastReport(this.#reads, municipality);
  }

  /** Signed heads in order of number, beginning with the last one that covers no row after `after`. */
  async headsFrom(after: number): Promise<readonly SignedHead[]> {
    const heads = (await storedHeads(this.#reads)).filter((head) => head !== undefined);
    const first = heads.findLastIndex(({ head }) => head.last.sequence <= after);
    return heads.slice(Math.max(first, 0));
  }

  /** What signs the log, and where it begins. Throws `audit.no-signer`. */
  signing(): { readonly signer: HeadSigner; readonly base: ChainPoint } {
    if (this.#heads === undefined) throw auditErrors.error("no-signer");
    return { signer: this.#heads.signer, base: this.#heads.base };
  }

  /** The place of a row in the chain; of the last one when there is none of this number. */
  async point(sequence: number): Promise<ChainPoint> {
    const stored: { row: string } | undefined = await this.#reads("audit").where({ sequence }).first("row");
    return stored === undefined ? this.#last : { sequence, hash: JSON.parse(stored.row).hash };
  }

  /** Recomputes the whole chain from the first row, and with it every signed head. */
  async verify(): Promise<Verification & Partial<Judgement>> {
    await this.#tail;
    const rows = (after: number) => rowsAfter(this.#reads, after);
    if (this.#heads !== undefined) {
      return judgeLog({ heads: await storedHeads(this.#reads), ownKeys: await storedKeys(this.#reads), rows });
    }
    const verifier = new ChainVerifier();
    for await (const { row } of rows(0)) if (!verifier.add(row)) break;
    return verifier.result();
  }

  async close(): Promise<void> {
    await this.#tail;
    await this.#reads.destroy();
    await this.#db.destroy();
  }

  /** One after the other, also past one that failed. */
  #next<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#tail.then(act);
    this.#tail = done.catch(() => undefined);
    return done;
  }

  /** Stores all that waits, in as few commits as there are heads among it. */
  async #storeWaiting(): Promise<void> {
    const all = this.#waiting.splice(0);
    while (all.length > 0) {
      const { rows, due, these } = this.#takeTogether(all);
      if (rows.length === 0) continue;
      await this.#store(rows, due).then(
        () => {
          for (const { resolve } of these) resolve();
        },
        (error) => {
          for (const { reject } of these) reject(error);
        },
      );
    }
  }

  /** Takes what one commit can hold from the front: a head covers the rows up to its own, and is the last of its commit. */
  #takeTogether(all: WaitingRow[]) {
    const rows: AuditRow[] = [];
    const these: WaitingRow[] = [];
    let due: HeadReason | undefined;
    while (all.length > 0 && rows.length < TOGETHER && due === undefined) {
      const one = all.shift()!;
      try {
        const row = this.#chain(one.event, rows.at(-1));
        due = this.#heads?.due(row);
        rows.push(row);
        these.push(one);
      } catch (error) {
        one.reject(error);
      }
    }
    return { rows, due, these };
  }

  #chain(event: AuditEvent, after: ChainPoint = this.#last): AuditRow {
    const { facts = {}, ...named } = event;
    const given = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
    const at = new Date(this.#clock.now()).toISOString();
    const unchained = { ...given, facts, sequence: after.sequence + 1, at } as UnchainedRow;
    return { ...unchained, hash: rowHash(after.hash, unchained) };
  }

  /** The rows, the last one's head where one is due, and the removal of what has expired: all or none. */
  async #store(rows: readonly AuditRow[], head?: HeadReason, base?: ChainPoint): Promise<void> {
    const { sequence, hash, at } = rows.at(-1)!;
    const stored = rows.map((row) => ({
      sequence: row.sequence,
      correlationId: row.correlationId,
      target: row.target ?? null,
      municipality: row.municipality ?? null,
      row: JSON.stringify(row),
    }));
    await this.#write(async (db) => {
      if (head !== undefined) {
        return db.transaction((trx) => this.#storeWithHead(trx, stored, { head, last: { sequence, hash }, at, base }));
      }
      // One statement is all or none by itself.
      await db("audit").insert(stored);
      return undefined;
    });
    this.#last = { sequence, hash };
  }

  async #storeWithHead(trx: Knex, stored: readonly object[], due: DueHead): Promise<SignedHead | undefined> {
    const { head, last, at, base } = due;
    await trx("audit").insert([...stored]);
    const signed = await this.#heads?.sign(trx, head, last, Date.parse(at), base);
    if (base !== undefined) await trx("audit").where("sequence", "<=", base.sequence).delete();
    return signed;
  }

  /** Carries out a change that is one commit; a head that came of it is taken note of when it is on disk. */
  async #write(change: (db: Knex) => Promise<SignedHead | undefined>): Promise<SignedHead | undefined> {
    let head: SignedHead | undefined;
    try {
      // A removed file goes on taking rows that nobody will ever read.
      if ((await stat(this.#file.path)).ino !== this.#file.inode) throw new Error("the log's file was replaced");
      head = await change(this.#db);
    } catch (cause) {
      // SQLite leaves a transaction open whose commit it refused.
      await this.#db.raw("ROLLBACK").catch(() => undefined);
      this.#writable = false;
      throw auditErrors.error("unwritable", {}, { cause });
    }
    this.#writable = true;
    if (head !== undefined) this.#heads?.stored(head);
    return head;
  }
}
