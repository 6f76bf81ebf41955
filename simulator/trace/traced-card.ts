import { toHex } from "#card/bytes/bytes.js";
import { PersonalReads } from "#card/myna/personal-reads.js";
import type { Clock } from "#card/ports/clock.js";
import { describeApdu } from "#card/trace/index.js";
import type { VirtualCard } from "../kernel/virtual-card.js";
import { isoMicros, type TraceDraft } from "./entry.js";

export interface Tracing {
  /** The card's name in the trace. */
  readonly card: () => string;
  readonly clock: Clock;
  readonly append: (entry: TraceDraft) => void;
  /** How often a fault has struck on this card so far; an exchange in which it grows is marked. */
  readonly strikes?: () => number;
}

/**
 * A card whose contacts are watched: what the reader does and what it gets, faults included. Octets are masked here, before anything is
 * kept. Switched off, it costs one comparison a command.
 */
export class TracedCard implements VirtualCard {
  /** The reader that the card lies in, for the entries. */
  reader: string | undefined;
  readonly #card: VirtualCard;
  readonly #tracing: Tracing;
  #reads: PersonalReads | undefined;
  #thrown: unknown;
  #powered = false;

  constructor(card: VirtualCard, tracing: Tracing, on = false) {
    this.#card = card;
    this.#tracing = tracing;
    if (on) this.#reads = new PersonalReads();
  }

  get on(): boolean {
    return this.#reads !== undefined;
  }

  /** Switched on in the middle of a session, it takes every file for the holder's until an application is selected. */
  set on(on: boolean) {
    if (on !== this.on) this.#reads = on ? PersonalReads.midSession() : undefined;
  }

  get atr(): Uint8Array {
    return this.#card.atr;
  }

  powerOn(): Uint8Array {
    return this.#answerToReset("power-on", () => this.#card.powerOn());
  }

  reset(): Uint8Array {
    return this.#answerToReset("reset", () => this.#card.reset());
  }

  powerOff(): void {
    this.#card.powerOff();
    const had = this.#powered;
    this.#powered = false;
    // Whoever takes the card out takes the power too; it is told once.
    if (had && this.on) this.#append({ type: "power-off", ...this.#place() });
  }

  get tookMs(): number {
    return this.#card.tookMs ?? 0;
  }

  /** What the card threw last, and with that left its reader; undefined when it has not since it was powered. */
  get thrown(): unknown {
    return this.#thrown;
  }

  transmit(command: Uint8Array): Uint8Array {
    try {
      return this.#reads === undefined ? this.#card.transmit(command) : this.#watched(command, this.#reads);
    } catch (error) {
      this.#thrown = error;
      throw error;
    }
  }

  #watched(command: Uint8Array, reads: PersonalReads): Uint8Array {
    const { clock, strikes } = this.#tracing;
    const place = this.#place();
    const begun = clock.now();
    const struckBefore = strikes?.();
    let response: Uint8Array | undefined;
    try {
      response = this.#card.transmit(command);
      return response;
    } finally {
      const personal = reads.watch(command, response);
      const told = describeApdu(command, response, personal, reads.whereabouts);
      const durationMs = Math.max(0, Math.round((clock.now() - begun + this.tookMs) * 1000) / 1000);
      const struck = strikes?.() !== struckBefore;
      // A fault may have changed what was selected, or what the answer says of it.
      if (struck) this.#reads = PersonalReads.midSession();
      this.#append({ type: "exchange", ...place, ...told, durationMs, ...(struck ? { fault: true } : {}) });
    }
  }

  /** Notes that the card came or went: a mark that no command shows. */
  mark(mark: { readonly type: "inserted"; contactless: boolean } | { type: "removed"; reason: RemovalReason }): void {
    if (this.on) this.#append({ ...mark, ...this.#place() });
  }

  #answerToReset(type: "power-on" | "reset", ask: () => Uint8Array): Uint8Array {
    const place = this.#place();
    this.#thrown = undefined;
    this.#powered = true;
    const atr = ask();
    if (this.#reads === undefined) return atr;
    this.#reads = new PersonalReads();
    this.#append({ type, ...place, atr: toHex(atr) });
    return atr;
  }

  #place() {
    const { card, clock } = this.#tracing;
    return { at: isoMicros(clock.now()), card: card(), ...(this.reader === undefined ? {} : { reader: this.reader }) };
  }

  #append(entry: TraceDraft): void {
    this.#tracing.append(entry);
  }
}

/** Why a card left its reader. */
export type RemovalReason = Extract<TraceDraft, { readonly type: "removed" }>["reason"];
