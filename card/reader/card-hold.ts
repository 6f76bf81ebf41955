import { apduErrors } from "#card/iso7816/command-apdu.js";
import type { MadoguchiError } from "../errors/madoguchi-error.js";
import { type HeldCard, readerErrors } from "./reader-port.js";

/** The longest APDU that every link carries: vpcd frames have a 16-bit length, and one octet more would break its stream. */
export const MAX_APDU = 65_535;

/** Passes one APDU to the powered card. Rejects with the `reader.*` error that ends the hold. */
export type Exchange = (command: Uint8Array) => Promise<Uint8Array>;

interface Waiting {
  readonly command: Uint8Array;
  readonly resolve: (response: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The held card of every backend. APDUs that are sent side by side go to the card one after the other.
 * The first failure ends the hold for good: a card that was lost in the middle has lost its security status too,
 * so nothing may go on as if it were still there.
 */
export class CardHold implements HeldCard {
  readonly atr: Uint8Array;
  readonly insertion: number;
  readonly #exchange: Exchange;
  readonly #waiting: Waiting[] = [];
  #ended: MadoguchiError | undefined;
  #underWay: Promise<void> | undefined;

  constructor(atr: Uint8Array, insertion: number, exchange: Exchange) {
    this.atr = atr;
    this.insertion = insertion;
    this.#exchange = exchange;
  }

  transmit(command: Uint8Array): Promise<Uint8Array> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const size = command.length;
    // Fewer octets are no APDU; on vpcd a frame of one octet would even be taken for power off, power on or reset.
    if (size < 4) return Promise.reject(apduErrors.error("too-short", { size }));
    if (size > MAX_APDU) return Promise.reject(readerErrors.error("apdu-too-long", { size, limit: MAX_APDU }));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ command, resolve, reject });
      if (this.#underWay === undefined) this.#next();
    });
  }

  /** Ends the hold: what waits and what comes fails with this error. The first reason stays. */
  end(error: MadoguchiError): void {
    if (this.#ended !== undefined) return;
    this.#ended = error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  /** Resolves when no exchange is under way. */
  async idle(): Promise<void> {
    while (this.#underWay !== undefined) await this.#underWay;
  }

  #next(): void {
    const current = this.#waiting[0];
    if (current === undefined) return;
    this.#underWay = this.#exchange(current.command).then(
      (response) => {
        this.#underWay = undefined;
        if (this.#waiting[0] !== current) return;
        this.#waiting.shift();
        current.resolve(response);
        this.#next();
      },
      (error) => {
        this.#underWay = undefined;
        this.end(error);
      },
    );
  }
}
