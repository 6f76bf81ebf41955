import type { Knex } from "knex";
import type { HeadSigner } from "./audit-key.js";
import { type AuditRow, BEGINNING, GENESIS } from "./chain.js";
import { type ChainPoint, type HeadReason, headHash, type SignedHead, signHead } from "./head.js";
import { parseHead } from "./stored-rows.js";

const HEAD_EVERY = 1_000;
const JAPAN_MS = 9 * 3_600_000;

export interface HeadKeeperOptions {
  readonly signer: HeadSigner;
  readonly headEvery?: number | undefined;
  readonly onHead?: ((head: SignedHead) => void) | undefined;
}

/** The day in Japan, which has no summer time, as `2026-04-01`. */
export function japaneseDay(moment: number): string {
  return new Date(moment + JAPAN_MS).toISOString().slice(0, 10);
}

/** The signed heads of a log: when one is due, what it says, and how it follows from the one before. */
export class HeadKeeper {
  readonly #options: HeadKeeperOptions;
  #newest: SignedHead | undefined;

  private constructor(options: HeadKeeperOptions, newest: SignedHead | undefined) {
    this.#options = options;
    this.#newest = newest;
  }

  /** Goes on after the heads that are stored. A head that cannot be read makes it throw: a forged one must not be built upon. */
  static async open(db: Knex, options: HeadKeeperOptions): Promise<HeadKeeper> {
    const row: { head: string } | undefined = await db("head").orderBy("number", "desc").first("head");
    const newest = row && parseHead(row.head);
    if (row !== undefined && newest === undefined) throw new Error("the last signed head is not readable");
    const { keyId, publicKey } = options.signer;
    await db("headKey").insert({ keyId, publicKey }).onConflict("keyId").ignore();
    return new HeadKeeper(options, newest);
  }

  get signer(): HeadSigner {
    return this.#options.signer;
  }

  /** The log begins after this row. */
  get base(): ChainPoint {
    return this.#newest?.head.base ?? BEGINNING;
  }

  /** Whether a head is to be signed with this row: after a number of rows, and with the first row of a day. */
  due({ sequence, at }: AuditRow): HeadReason | undefined {
    if (this.#newest === undefined) return undefined;
    const { head } = this.#newest;
    if (japaneseDay(Date.parse(head.at)) !== japaneseDay(Date.parse(at))) return "day";
    return sequence - head.last.sequence >= (this.#options.headEvery ?? HEAD_EVERY) ? "rows" : undefined;
  }

  /** Signs and inserts the next head; it counts once `stored` is told of it. */
  async sign(
    trx: Knex,
    reason: HeadReason,
    last: ChainPoint,
    now: number,
    base: ChainPoint = this.base,
  ): Promise<SignedHead> {
    const before = this.#newest?.head;
    const number = (before?.number ?? 0) + 1;
    const { signer } = this.#options;
    const head = signHead(
      {
        format: "madoguchi-audit-head/1",
        number,
        reason,
        at: new Date(now).toISOString(),
        base,
        last,
        previous: before === undefined ? GENESIS : headHash(before),
        keyId: signer.keyId,
      },
      signer,
    );
    await trx("head").insert({ number, at: now, base: base.sequence, head: JSON.stringify(head) });
    return head;
  }

  /** The transaction of a head is on disk. */
  stored(head: SignedHead): void {
    this.#newest = head;
    this.#options.onHead?.(head);
  }
}
