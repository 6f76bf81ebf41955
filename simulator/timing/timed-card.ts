import { memoryOf } from "../faults/torn-writes.js";
import type { VirtualCard } from "../kernel/virtual-card.js";
import type { Timing } from "./timing.js";

/** Bits that an octet takes: start, parity and guard over contacts (ISO/IEC 7816-3, 7.2), start and stop over the air (ISO/IEC 14443-3, 7.1.1). */
const BITS = { contact: 12, contactless: 10 } as const;
/** SW1 SW2 come with every answer. */
const SW_LENGTH = 2;
/** PERFORM SECURITY OPERATION, INTERNAL AUTHENTICATE, and the session key of 券面事項入力補助AP (card-facts 1.3, 1.5, 1.6). */
const RSA_COMMANDS: ReadonlySet<number> = new Set([0x2a, 0x88, 0xae]);
const BLOCK = 16;

/** A card that tells how long it took (`tookMs`), by the figures of its profile; the link lets that time pass on its own clock. */
export class TimedCard implements VirtualCard {
  readonly #card: VirtualCard;
  readonly #timing: Timing;
  readonly #microsPerOctet: number;
  #micros = 0;

  constructor(card: VirtualCard, timing: Timing, contactless = false) {
    this.#card = card;
    this.#timing = timing;
    // Kilobit a second are bits a millisecond.
    this.#microsPerOctet = contactless
      ? (1000 * BITS.contactless) / timing.contactlessRate
      : (1000 * BITS.contact) / timing.contactRate;
  }

  get atr(): Uint8Array {
    return this.#card.atr;
  }

  get tookMs(): number {
    return this.#micros / 1000 + (this.#card.tookMs ?? 0);
  }

  /** The card's own memory, so that faults in front can tear its writes. */
  get nvm(): unknown {
    return (this.#card as { readonly nvm?: unknown }).nvm;
  }

  powerOn(): Uint8Array {
    this.#micros = 0;
    return this.#card.powerOn();
  }

  powerOff(): void {
    this.#card.powerOff();
  }

  reset(): Uint8Array {
    this.#micros = 0;
    return this.#card.reset();
  }

  transmit(command: Uint8Array): Uint8Array {
    this.#micros = 0;
    const memory = memoryOf(this.#card);
    const before = memory?.written ?? 0;
    const response = this.#card.transmit(command);
    this.#micros = this.#time(command, response, (memory?.written ?? 0) - before);
    return response;
  }

  #time([cla = 0, ins = 0, ...rest]: Uint8Array, response: Uint8Array, written: number): number {
    const { command, writtenOctet, rsa, cipherBlock } = this.#timing;
    const octets = rest.length + 2 + response.length;
    const signed = RSA_COMMANDS.has(ins) && response[response.length - SW_LENGTH] === 0x90;
    const secured = (cla & 0x0c) !== 0;
    return (
      command +
      octets * this.#microsPerOctet +
      written * writtenOctet +
      (signed ? rsa : 0) +
      (secured ? Math.ceil(octets / BLOCK) * cipherBlock : 0)
    );
  }
}
