import { concat, readUintBE, uintBE } from "#card/bytes/bytes.js";
import type { CardState } from "../flows.js";
import type { Authority, Recorder, Step } from "../oracle.js";

const SIZE = 1 << 20;
/** Words at the beginning: beats, 1 while a command is at work, 1 when the run is to end, octets in use, steps that were dropped. */
const WORD = { beats: 0, working: 1, stop: 2, used: 3, dropped: 4, sent: 5 } as const;
const DATA = 64;

const AUTHORITIES: readonly Authority[] = ["none", "channel", "pin"];
const RESET = 0x80;
/** Authority (with `RESET`) ‖ length. */
const STEP_HEADER = 5;
/** The longest text of state and seed that is kept whole. */
const LONGEST_TITLE = 4096;

/** What a run was at when it was looked at. */
export interface Flight {
  readonly state: CardState;
  readonly seed: string;
  /** The steps of the sequence, the one that was begun last at the end. */
  readonly steps: readonly Step[];
  /** Steps at the beginning of the sequence that were too long to be kept. */
  readonly dropped: number;
  /** Whether the card was at work on the last step. Otherwise the fuzzer's own half was. */
  readonly working: boolean;
}

/**
 * The sequence that a fuzzer plays, in memory that another thread can read while the fuzzer's own is caught in an endless loop.
 * Written before each command, so that the last one is the one that hangs.
 */
export class FlightRecorder implements Recorder {
  readonly shared: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #data: Uint8Array;
  #title = 0;

  constructor(shared = new SharedArrayBuffer(SIZE)) {
    this.shared = shared;
    this.#words = new Int32Array(shared, 0, DATA / 4);
    this.#data = new Uint8Array(shared, DATA);
  }

  begin(state: CardState, seed: string): void {
    const title = Buffer.from(`${state}\n${seed}`).subarray(0, LONGEST_TITLE);
    this.#data.set(concat(uintBE(title.length, 4), title));
    this.#title = 4 + title.length;
    this.#words[WORD.used] = this.#title;
    this.#words[WORD.dropped] = 0;
    this.#beat();
  }

  before({ command, authority }: Step): void {
    const octets = command === "reset" ? new Uint8Array(0) : command;
    let at = this.#words[WORD.used]!;
    if (at + STEP_HEADER + octets.length > this.#data.length) {
      this.#words[WORD.dropped]! += this.#stepsUpTo(at).length;
      at = this.#title;
    }
    const kind = AUTHORITIES.indexOf(authority) | (command === "reset" ? RESET : 0);
    this.#data.set(concat(Uint8Array.of(kind), uintBE(octets.length, 4), octets), at);
    this.#words[WORD.used] = at + STEP_HEADER + octets.length;
    this.#words[WORD.working] = 1;
    this.#beat();
  }

  after(): void {
    this.#words[WORD.working] = 0;
    this.#words[WORD.sent]! += 1;
    this.#beat();
  }

  #beat(): void {
    Atomics.add(this.#words, WORD.beats, 1);
  }

  /** Grows with everything that begins or ends: a run whose beats stand still hangs. 0 before the first sequence. */
  get beats(): number {
    return Atomics.load(this.#words, WORD.beats);
  }

  /** Steps that were done. */
  get sent(): number {
    return Atomics.load(this.#words, WORD.sent);
  }

  /** Asks the run to end after its sequence. */
  stop(): void {
    Atomics.store(this.#words, WORD.stop, 1);
  }

  get stopped(): boolean {
    return Atomics.load(this.#words, WORD.stop) === 1;
  }

  /** What is recorded of the sequence under way: to be read when its thread stands still, or is gone. */
  read(): Flight {
    const length = readUintBE(this.#data, 0, 4);
    const title = Buffer.from(this.#data.slice(4, 4 + length)).toString();
    const [state, ...seed] = title.split("\n");
    this.#title = 4 + length;
    return {
      state: state as CardState,
      seed: seed.join("\n"),
      steps: this.#stepsUpTo(this.#words[WORD.used]!),
      dropped: this.#words[WORD.dropped]!,
      working: this.#words[WORD.working] === 1,
    };
  }

  #stepsUpTo(end: number): Step[] {
    const steps: Step[] = [];
    for (let at = this.#title; at < end; ) {
      const kind = this.#data[at]!;
      const from = at + STEP_HEADER;
      at = from + readUintBE(this.#data, at + 1, 4);
      const command = (kind & RESET) === 0 ? this.#data.slice(from, at) : "reset";
      steps.push({ command, authority: AUTHORITIES[kind & ~RESET]! });
    }
    return steps;
  }
}
