import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import { respond, status } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import { tlv } from "#card/iso7816/tlv.js";
import { MASTER_FILE_NAME } from "#card/region/iso-fs/names.js";
import type { CardApplication } from "../kernel/application.js";
import { LongAnswers } from "./long-answers.js";

/** Selected after reset: it tells the issuer's data objects and the card's free memory, and does nothing else. */
export class MasterFile implements CardApplication {
  readonly aid = MASTER_FILE_NAME;
  readonly #data: (tag: number) => Uint8Array | undefined;
  readonly #answers: LongAnswers;

  /** `data`: an object with its tag and length; undefined for one that the card does not have. */
  constructor(data: (tag: number) => Uint8Array | undefined, extendedLength: boolean) {
    this.#data = data;
    this.#answers = new LongAnswers(extendedLength);
  }

  select(command: CommandApdu): Uint8Array {
    this.deselect();
    const fci = tlv(0x6f, tlv(0x82, Uint8Array.of(0x38)), tlv(0x83, Uint8Array.of(0x3f, 0x00)), tlv(0x84, this.aid));
    return (command.p2 & 0x0c) === 0x0c ? status(SW.OK) : respond(fci);
  }

  deselect(): void {
    this.#answers.forget();
  }

  process(command: CommandApdu): Uint8Array {
    if (command.cla !== 0x00) return status(SW.CLA_NOT_SUPPORTED);
    if (command.ins === 0xc0) return this.#answers.next(command);
    this.#answers.forget();
    if (command.ins !== 0xca) return status(SW.INS_NOT_SUPPORTED);
    const value = this.#data((command.p1 << 8) | command.p2);
    if (value === undefined) return status(SW.REFERENCE_NOT_FOUND);
    return command.data.length > 0 ? status(SW.WRONG_LENGTH) : this.#answers.hand(value, command);
  }
}
