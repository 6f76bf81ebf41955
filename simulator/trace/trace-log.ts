import { EventEmitter, once } from "node:events";
import type { TraceDraft, TraceEntry } from "./entry.js";

export interface TraceLimits {
  /** Entries that are kept; 10,000 when absent. */
  readonly entries?: number;
  /** Characters of commands and answers that are kept in all; 8 Mi when absent. */
  readonly characters?: number;
}

/** Which entries are wanted. */
export interface TraceFilter {
  readonly card?: string | undefined;
  readonly reader?: string | undefined;
  /** Only entries with a greater `seq`. */
  readonly after?: number | undefined;
}

/** What a reader of the log gets: the entries, and how many it can no longer have. */
export interface TraceSlice {
  readonly entries: readonly TraceEntry[];
  readonly missed: number;
  /** `seq` to go on from. */
  readonly next: number;
}

const sizeOf = (entry: TraceEntry) => (entry.type === "exchange" ? entry.command.length + entry.response.length : 0);

/** The last entries of all cards of a desk, in one bounded log: the oldest go first. Followers hold no copy of their own. */
export class TraceLog {
  readonly #limits: Required<TraceLimits>;
  readonly #appended = new EventEmitter().setMaxListeners(0);
  /** A ring would do; a queue whose head moves is as cheap and keeps the order plain. */
  #entries: TraceEntry[] = [];
  #head = 0;
  #characters = 0;
  #lastSeq = 0;

  constructor({ entries = 10_000, characters = 8 * 1024 * 1024 }: TraceLimits = {}) {
    this.#limits = { entries, characters };
  }

  /** Entries that are held now. */
  get size(): number {
    return this.#entries.length - this.#head;
  }

  append(draft: TraceDraft): void {
    const entry = { ...draft, seq: ++this.#lastSeq } as TraceEntry;
    this.#entries.push(entry);
    this.#characters += sizeOf(entry);
    while (this.size > this.#limits.entries || (this.#characters > this.#limits.characters && this.size > 1)) {
      this.#characters -= sizeOf(this.#entries[this.#head]!);
      this.#head++;
    }
    if (this.#head > 1_000 && this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
    this.#appended.emit("entry");
  }

  /** The entries that are still there, oldest first. */
  read({ card, reader, after = 0 }: TraceFilter = {}, limit = Number.POSITIVE_INFINITY): TraceSlice {
    const oldest = this.#lastSeq - this.size + 1;
    const entries: TraceEntry[] = [];
    let next = Math.max(after, oldest - 1);
    while (next < this.#lastSeq && entries.length < limit) {
      const entry = this.#entries[this.#head + next + 1 - oldest]!;
      next++;
      if (card !== undefined && entry.card !== card) continue;
      if (reader !== undefined && entry.reader !== reader) continue;
      entries.push(entry);
    }
    return { entries, missed: Math.max(0, oldest - 1 - after), next };
  }

  /** Lets everything go; numbers go on. */
  clear(): void {
    this.#entries = [];
    this.#head = 0;
    this.#characters = 0;
  }

  /** Every entry from `after` on (from the oldest without it) as it comes, until the signal. A follower that is too slow gets a gap in `seq`. */
  async *follow(filter: TraceFilter, signal: AbortSignal): AsyncGenerator<TraceEntry> {
    let { after = 0 } = filter;
    while (!signal.aborted) {
      const slice = this.read({ ...filter, after }, 100);
      after = slice.next;
      yield* slice.entries;
      if (after < this.#lastSeq) continue;
      await once(this.#appended, "entry", { signal }).catch(() => {});
    }
  }
}
