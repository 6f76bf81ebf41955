import type { VirtualCard } from "../kernel/virtual-card.js";

/** Asks the card behind: a true one, whose answers a hostile card uses as it likes. */
export type Ask = (command: Uint8Array) => Uint8Array;
/** What a hostile card answers to a command. */
export type Answering = (command: Uint8Array, ask: Ask) => Uint8Array;

export interface PosingOptions {
  /** Milliseconds that each answer takes. */
  readonly tookMs?: number;
}

/** A card that shows another's ATR and answers as it likes: a clone, or something that stands between a true card and the reader. */
export class PosingCard implements VirtualCard {
  readonly tookMs: number;
  readonly #behind: VirtualCard;
  readonly #answering: Answering;

  constructor(behind: VirtualCard, answering: Answering, options: PosingOptions = {}) {
    this.#behind = behind;
    this.#answering = answering;
    this.tookMs = options.tookMs ?? 0;
  }

  get atr(): Uint8Array {
    return this.#behind.atr;
  }

  powerOn(): Uint8Array {
    return this.#behind.powerOn();
  }

  powerOff(): void {
    this.#behind.powerOff();
  }

  reset(): Uint8Array {
    return this.#behind.reset();
  }

  transmit(command: Uint8Array): Uint8Array {
    return this.#answering(command, (each) => this.#behind.transmit(each));
  }
}
