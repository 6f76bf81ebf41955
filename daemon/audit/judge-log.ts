import type { KeyObject } from "node:crypto";
import { keyIdOf, readPublicKey } from "./audit-key.js";
import { BEGINNING, ChainVerifier, GENESIS, type Verification } from "./chain.js";
import { type ChainPoint, headHash, headHolds, type SignedHead } from "./head.js";
import type { FoundRow } from "./stored-rows.js";

/** A log to be judged, wherever it is read from. */
export interface LogToJudge {
  /** In order of number; undefined for one that cannot be read. */
  readonly heads: readonly (SignedHead | undefined)[];
  /** Public keys that the log brings itself, by id: good for finding mistakes, not for finding a forger who replaced them. */
  readonly ownKeys: ReadonlyMap<string, string>;
  /** Public keys that the auditor brings; when given, no other counts. */
  readonly trusted?: readonly KeyObject[] | undefined;
  /** The last head that was noted outside of the log. */
  readonly noted?: SignedHead | undefined;
  /** The stop was clean, so the log must end with the head of a stop. */
  readonly stopped?: boolean | undefined;
  rows(after: number): AsyncIterable<FoundRow>;
}

export interface Judgement extends Verification {
  /** Signed heads that hold. */
  readonly heads: number;
  /** The last row that a signature covers; rows after it are only chained. */
  readonly signedThrough: number;
  /** The log begins after this row. */
  readonly base: number;
  readonly keyIds: readonly string[];
}

/** What is wrong with the heads among themselves, or undefined. */
function wrongHead({ heads, ownKeys, trusted, noted }: LogToJudge): Verification["broken"] {
  const keys = new Map<string, KeyObject>(trusted?.map((key) => [keyIdOf(key), key]));
  if (trusted === undefined) for (const pem of ownKeys.values()) addOwn(keys, pem);
  let previous = GENESIS;
  let base = 0;
  for (const [index, head] of heads.entries()) {
    const number = index + 1;
    const at = head?.head.last.sequence ?? 0;
    const wrong = (reason: string) => ({ sequence: at, reason: `signed head ${number}: ${reason}` });
    if (head === undefined) return wrong("it is not readable");
    if (head.head.number !== number) return { sequence: at, reason: `signed head ${number} is missing` };
    if (head.head.previous !== previous) return wrong("it does not follow the one before it");
    const key = keys.get(head.head.keyId);
    if (key === undefined) return wrong(`it is signed under another key (${head.head.keyId})`);
    if (!headHolds(head, key)) return wrong("its signature does not hold");
    if (head.head.base.sequence < base) return wrong("it begins before rows that have expired");
    base = head.head.base.sequence;
    previous = headHash(head.head);
  }
  if (heads.length === 0) return { sequence: 0, reason: "no signed head is there" };
  if (noted !== undefined) {
    const same = heads[noted.head.number - 1];
    const reason = `signed head ${noted.head.number}, which was noted outside of the log, is not in it`;
    if (same === undefined || headHash(same.head) !== headHash(noted.head)) {
      return { sequence: noted.head.last.sequence, reason };
    }
  }
  return undefined;
}

function addOwn(keys: Map<string, KeyObject>, pem: string): void {
  try {
    const key = readPublicKey(pem);
    keys.set(keyIdOf(key), key);
  } catch {
    // A key that is none opens nothing: the heads under it will not hold.
  }
}

/** Walks the chain, and compares it with what the heads said of it. */
async function walk(log: LogToJudge, heads: readonly SignedHead[], chain: ChainVerifier, base: ChainPoint) {
  const said = new Map(heads.map(({ head }) => [head.last.sequence, head]));
  for await (const { sequence, row } of log.rows(0)) {
    if (sequence <= base.sequence) return chain.fail(sequence, "a row is there that was said to have expired");
    if (!chain.add(row)) return false;
    const head = said.get(sequence);
    if (head !== undefined && head.last.hash !== chain.last.hash) {
      return chain.fail(sequence, `signed head ${head.number} tells of another row here: rows were written anew`);
    }
  }
  const furthest = heads.at(-1)?.head;
  const { sequence } = chain.last;
  if (furthest !== undefined && furthest.last.sequence > sequence) {
    const reason = `the end is cut off: signed head ${furthest.number} reaches to row ${furthest.last.sequence}`;
    return chain.fail(sequence + 1, reason);
  }
  if (
    log.stopped === true &&
    furthest !== undefined &&
    !(furthest.reason === "stop" && furthest.last.sequence === sequence)
  ) {
    return chain.fail(
      sequence + 1,
      "the daemon stopped cleanly, but the head of its stop is not at the end: the end is cut off",
    );
  }
  return true;
}

/** Judges a whole log: the chain of its rows, its signed heads, and that both tell the same (R-LOG-05). Finds the first thing that does not fit. */
export async function judgeLog(log: LogToJudge): Promise<Judgement> {
  const wrong = wrongHead(log);
  const heads = log.heads.filter((head) => head !== undefined);
  const base = heads.at(-1)?.head.base ?? BEGINNING;
  const chain = new ChainVerifier(base);
  await walk(log, heads, chain, base);
  // A break of the chain says where; a wrong head says at most between which rows.
  if (wrong !== undefined) chain.fail(wrong.sequence, wrong.reason);
  return {
    ...chain.result(),
    heads: wrong === undefined ? heads.length : 0,
    signedThrough: wrong === undefined ? Math.min(heads.at(-1)?.head.last.sequence ?? 0, chain.last.sequence) : 0,
    base: base.sequence,
    keyIds: [...new Set(heads.map(({ head }) => head.keyId))],
  };
}
