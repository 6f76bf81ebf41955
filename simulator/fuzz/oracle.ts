import { equal, toHex } from "#card/bytes/bytes.js";
import type { Clock } from "#card/ports/clock.js";
import { HeapIndex } from "../nvm/heap-index.js";
import { heapOf } from "../nvm/image-layout.js";
import { type Change, isIssuerOwner, mayChange } from "./allowances.js";
import type { CardState } from "./flows.js";
import type { FuzzCard } from "./fuzz-card.js";

/** What a card must never do. */
export type FindingKind = "malformed-answer" | "exception" | "defect" | "state-change" | "slow" | "host-exception";

/** Thrown by the oracle: the card did what it must never do. */
export class Finding extends Error {
  readonly kind: FindingKind;

  constructor(kind: FindingKind, problem: string, cause?: unknown) {
    super(problem, { cause });
    this.kind = kind;
  }
}

/**
 * By what right a command may change the card: `none` (only counters that count by themselves), `channel` (of a host that proved itself:
 * all but the issuer's applications), `pin` (the holder's own, in one of the issuer's applications: anything of the issuer's that is a secret).
 */
export type Authority = "none" | "channel" | "pin";

/** One thing that is done to the card: a command, or a reset. */
export interface Step {
  readonly command: Uint8Array | "reset";
  readonly authority: Authority;
}

/** Told of everything that is done, before and after: whoever looks on from outside sees what is under way. */
export interface Recorder {
  begin(state: CardState, seed: string): void;
  before(step: Step): void;
  after(): void;
}

/** Longest response: 65,536 octets of data and the status word. */
const LONGEST_RESPONSE = 65_538;

const wellFormed = (response: Uint8Array): boolean => {
  const sw1 = response.at(-2) ?? 0;
  if (response.length < 2 || response.length > LONGEST_RESPONSE) return false;
  return (sw1 >= 0x61 && sw1 <= 0x6f) || (sw1 >= 0x90 && sw1 <= 0x9f);
};

const copyOf = (image: Uint8Array): HeapIndex => {
  const copy = image.slice();
  return HeapIndex.walk(copy, heapOf(copy));
};

/** Every value that is not in both, or not the same. */
function changesBetween(before: HeapIndex, after: HeapIndex): readonly Change[] {
  const changes: Change[] = [];
  for (const [owner, keys] of before.blocks) {
    for (const [key, { view }] of keys) {
      const now = after.get(owner, key)?.view;
      if (now === undefined || !equal(now, view)) changes.push({ owner, key, before: view, after: now });
    }
  }
  for (const [owner, keys] of after.blocks) {
    for (const [key, { view }] of keys) {
      if (before.get(owner, key) === undefined) changes.push({ owner, key, before: undefined, after: view });
    }
  }
  return changes;
}

function permitted(change: Change, command: Uint8Array, authority: Authority): boolean {
  if (mayChange(change, command)) return true;
  if (authority === "none") return false;
  const { before, after } = change;
  return isIssuerOwner(change.owner)
    ? authority === "pin" && before !== undefined && before.length === after?.length
    : authority === "channel";
}

/** Sends commands to a card and judges each of its answers, and what is in its memory afterwards. */
export class Oracle {
  /** Longest time that a command took, in milliseconds of the clock. */
  slowestMs = 0;
  /** Commands that were sent. */
  count = 0;
  readonly #fuzzed: FuzzCard;
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #recorder: Recorder | undefined;
  #known: HeapIndex | undefined;
  #written = 0;

  constructor(fuzzed: FuzzCard, clock: Clock, limitMs: number, recorder?: Recorder) {
    this.#fuzzed = fuzzed;
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#recorder = recorder;
  }

  /** Forgets what the memory held: the next command starts from what is there now. */
  begin(state: CardState, seed: string): void {
    this.#recorder?.begin(state, seed);
    this.#known = undefined;
    this.#fuzzed.defects.length = 0;
  }

  /** Does one step; gives the card's answer. Throws `Finding`. */
  take(step: Step): Uint8Array {
    this.#recorder?.before(step);
    const response = this.#take(step);
    this.#recorder?.after();
    return response;
  }

  #take({ command, authority }: Step): Uint8Array {
    const { card, defects } = this.#fuzzed;
    if (command === "reset") return card.reset();
    const { device } = card.nvm;
    if (this.#known === undefined) {
      this.#known = copyOf(device.image);
      this.#written = device.written;
    }
    const response = this.#send(command);
    if (defects.length > 0)
      throw new Finding("defect", `an application let an exception out: ${defects[0]}`, defects[0]);
    if (!wellFormed(response)) {
      const end = toHex(response.subarray(-4));
      throw new Finding("malformed-answer", `${response.length} octets, ending ${end}`);
    }
    if (device.written !== this.#written) this.#judgeMemory(command, authority);
    return response;
  }

  #send(command: Uint8Array): Uint8Array {
    this.count++;
    const started = this.#clock.now();
    try {
      return this.#fuzzed.card.transmit(command);
    } catch (error) {
      throw new Finding("exception", `transmit threw ${error}`, error);
    } finally {
      const took = this.#clock.now() - started;
      if (took > this.slowestMs) this.slowestMs = took;
      // biome-ignore lint/correctness/noUnsafeFinally: a card that is slow and throws is reported as slow.
      if (took > this.#limitMs) throw new Finding("slow", `${took} ms for one command`);
    }
  }

  #judgeMemory(command: Uint8Array, authority: Authority): void {
    const { device } = this.#fuzzed.card.nvm;
    const now = copyOf(device.image);
    for (const change of changesBetween(this.#known!, now)) {
      if (permitted(change, command, authority)) continue;
      const { owner, key, before, after } = change;
      const what = before === undefined ? "appeared" : after === undefined ? "went" : "changed";
      const place = `value ${key.toString(16)} of owner ${owner.toString(16)}`;
      throw new Finding("state-change", `${place} ${what} by a command of authority "${authority}"`);
    }
    this.#known = now;
    this.#written = device.written;
  }
}
