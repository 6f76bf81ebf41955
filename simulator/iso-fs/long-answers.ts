import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import { respond, status } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";

const MORE_DATA = 0x6100;

/** Hands out answers that are longer than Le: refused with 6700 where the card takes extended length, in parts by GET RESPONSE where not. */
export class LongAnswers {
  readonly #inParts: boolean;
  #rest: Uint8Array | undefined;

  constructor(extendedLength: boolean) {
    this.#inParts = !extendedLength;
  }

  forget(): void {
    this.#rest = undefined;
  }

  hand(data: Uint8Array, { le = 256 }: CommandApdu): Uint8Array {
    this.#rest = undefined;
    if (data.length <= le) return respond(data);
    if (!this.#inParts) return status(SW.WRONG_LENGTH);
    this.#rest = data.slice(le);
    return respond(data.subarray(0, le), MORE_DATA | Math.min(this.#rest.length, 0xff));
  }

  /** GET RESPONSE. */
  next(command: CommandApdu): Uint8Array {
    const rest = this.#rest;
    return rest === undefined ? status(SW.CONDITIONS) : this.hand(rest, command);
  }
}
