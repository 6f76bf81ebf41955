import type { VirtualCard } from "../kernel/virtual-card.js";

/** The part of a card's memory that can be told to lose its power (`NvmDevice`). */
export interface TearableMemory {
  readonly written: number;
  tearAfter(octets: number, residue?: number): void;
  restorePower(): void;
}

/** The memory behind a card, where the card shows one. */
export function memoryOf(card: VirtualCard): TearableMemory | undefined {
  return (card as { readonly nvm?: { readonly device?: TearableMemory } }).nvm?.device;
}

/**
 * A place among all writes of a card at which its power fails. The memory itself forgets a tear at every reset, so the place is kept
 * as a count of octets written since it was set.
 */
export class TearPlace {
  readonly #memory: TearableMemory;
  readonly #at: number;
  readonly #residue: number | undefined;

  constructor(memory: TearableMemory, octet: number, residue: number | undefined) {
    this.#memory = memory;
    this.#at = memory.written + octet;
    this.#residue = residue;
  }

  /** Before a command: tells the memory how far it is. */
  arm(): void {
    this.#memory.tearAfter(Math.max(0, this.#at - this.#memory.written), this.#residue);
  }
}
