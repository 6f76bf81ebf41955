import type { VirtualCard } from "../kernel/virtual-card.js";
import { LinkFaults } from "./link-faults.js";

/** The card was pulled by a fault: to every link the same as a card that lost its power. */
export class CardPulled extends Error {
  override readonly name = "CardPulled";
}

const NOTHING = new Uint8Array(0);

/**
 * A card behind a link that can fail: puts faults in front of any virtual card, on every kind of link.
 * A link takes no octets for "no answer", an empty ATR for "mute", and a throw for "the card left the reader".
 */
export class FaultyCard implements VirtualCard {
  readonly faults = new LinkFaults();
  readonly #card: VirtualCard;
  #mute = false;

  constructor(card: VirtualCard) {
    this.#card = card;
  }

  get atr(): Uint8Array {
    return this.#mute ? NOTHING : this.#card.atr;
  }

  powerOn(): Uint8Array {
    return this.#mute ? NOTHING : this.#card.powerOn();
  }

  powerOff(): void {
    this.#card.powerOff();
  }

  reset(): Uint8Array {
    return this.#mute ? NOTHING : this.#card.reset();
  }

  /** From now on the card gives no ATR and answers nothing, or does again. */
  setMute(mute: boolean): void {
    this.#mute = mute;
  }

  transmit(command: Uint8Array): Uint8Array {
    if (this.#mute) return NOTHING;
    const fault = this.faults.next(command);
    if (fault === "pull-before") throw new CardPulled();
    const response = this.#card.transmit(command);
    if (fault === "pull-after") throw new CardPulled();
    if (fault === "mute") this.#mute = true;
    return fault === undefined ? response : NOTHING;
  }
}
