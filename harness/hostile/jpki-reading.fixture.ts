import { equal, readUintBE } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { JPKI_AID } from "#card/myna/aids.js";

const SELECT = 0xa4;
const READ_BINARY = 0xb0;

/** Follows at a card's contacts which files of 公的個人認証AP are read: by SELECT and READ BINARY, or by short identifier. */
export class JpkiReading {
  readonly #read: Set<number>;
  #inside = false;
  #file = 0;

  constructor(read: Set<number>) {
    this.#read = read;
  }

  watch(octets: Uint8Array): void {
    const { ins, p1, data } = CommandApdu.parse(octets);
    if (ins === SELECT && p1 === 0x04) this.#inside = equal(data, JPKI_AID);
    if (ins === SELECT && p1 === 0x02) this.#file = readUintBE(data, 0, 2);
    if (!this.#inside || ins !== READ_BINARY) return;
    this.#read.add((p1 & 0x80) === 0 ? this.#file : p1 & 0x1f);
  }
}
