import { readerErrors } from "#card/reader/reader-port.js";
import type { CardConnection } from "#card/reader/reader-slots.js";
import { CardPulled } from "../faults/faulty-card.js";
import { EMPTY_ANSWER, type VirtualCard } from "../kernel/virtual-card.js";
import { PowerLoss } from "../nvm/power-loss.js";

/** The reader's side of a lost card. Each of these ends the hold on the card with its own error. */
export interface LinkLoss {
  /** Aborted when the card has left the reader, even if it was put back at once. */
  readonly out: AbortSignal;
  /** Lets the time pass that a card takes, or that a reader waits for one. Rejects when the signal is aborted. */
  readonly pass: (ms: number, signal: AbortSignal) => Promise<void>;
  pulled(): void;
  hung(deadlineMs: number): void;
}

/** The contacts between a memory reader and the virtual card in it, for the length of one hold. */
export class MemoryLink implements CardConnection {
  readonly #card: VirtualCard;
  readonly #loss: LinkLoss;

  constructor(card: VirtualCard, loss: LinkLoss) {
    this.#card = card;
    this.#loss = loss;
  }

  async transmit(command: Uint8Array, deadlineMs: number): Promise<Uint8Array> {
    const response = this.#answer(command);
    if (response === EMPTY_ANSWER && (await this.#inTime(deadlineMs))) {
      // As PC/SC tells it, where a driver reports success without a status word.
      throw readerErrors.error("mute-card", { reason: "no status word" });
    }
    if (response !== undefined && response.length > 0 && (await this.#inTime(deadlineMs))) return response;
    if (response === undefined) this.#loss.pulled();
    else if (response.length === 0 && response !== EMPTY_ANSWER) await this.#silence(deadlineMs);
    // The hold has its own, better reason by now; this one only ends the exchange.
    throw readerErrors.error("card-removed");
  }

  release(): Promise<void> {
    if (!this.#loss.out.aborted) this.#card.reset();
    return Promise.resolve();
  }

  /** Undefined when the card lost its power in the middle: to the reader that is a pulled card. A defect of the card comes through. */
  #answer(command: Uint8Array): Uint8Array | undefined {
    try {
      return this.#card.transmit(command);
    } catch (error) {
      if (error instanceof PowerLoss || error instanceof CardPulled) return undefined;
      throw error;
    }
  }

  /** Lets the time pass that the card took. False when it came too late, or left meanwhile: the hold knows why. */
  async #inTime(deadlineMs: number): Promise<boolean> {
    const took = this.#card.tookMs ?? 0;
    if (took === 0) return true;
    if (took > deadlineMs) {
      await this.#silence(deadlineMs);
      return false;
    }
    return this.#loss.pass(took, this.#loss.out).then(
      () => true,
      () => false,
    );
  }

  async #silence(deadlineMs: number): Promise<void> {
    try {
      await this.#loss.pass(deadlineMs, this.#loss.out);
    } catch {
      return;
    }
    this.#loss.hung(deadlineMs);
  }
}
