import { concat } from "#card/bytes/bytes.js";
import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import { respond, status } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import { tlv } from "#card/iso7816/tlv.js";
import type { RandomSource } from "#card/ports/random.js";
import type { CardApplication } from "../kernel/application.js";
import { answerGetData, ISSUER_TAG, type IssuerData } from "../kernel/issuer-data.js";
import type { FileMemory } from "./file-memory.js";
import type { AccessRule, EfSpec } from "./file-spec.js";
import { readBinary, readRecord, selectEf } from "./reading.js";
import { changeSecret, verify } from "./secrets.js";

/** A command of one application's own, by class and instruction (`cla << 8 | ins`). Gives the whole response. */
export type CommandHandler = (command: CommandApdu, application: FileApplication) => Uint8Array;

/** What makes a file-system application. */
export interface FileApplicationParts {
  readonly aid: Uint8Array;
  readonly files: readonly EfSpec[];
  readonly memory: FileMemory;
  readonly random: RandomSource;
  /** Where `5F51` comes from, the one object that applications answer too (card-facts 1.6). */
  readonly issuerData?: IssuerData;
  readonly commands?: ReadonlyMap<number, CommandHandler>;
}

/** CLA 08 or 0C where no secure messaging session can be (card-facts 1.5). */
const NO_SESSION = 0x69fc;

/** An application of elementary files: selection, reading, secrets and access rules as card-facts 1.7 has them. */
export class FileApplication implements CardApplication {
  readonly aid: Uint8Array;
  readonly memory: FileMemory;
  /** The EF that commands without a short identifier mean. */
  current: EfSpec | undefined;
  readonly #files: (EfSpec | undefined)[] = [];
  readonly #parts: FileApplicationParts;
  readonly #opened = new Set<number>();

  constructor(parts: FileApplicationParts) {
    this.aid = parts.aid;
    this.memory = parts.memory;
    this.#parts = parts;
    for (const file of parts.files) {
      if (file.id < 0x01 || file.id > 0x1e || this.#files[file.id] !== undefined) {
        throw new TypeError(`EF id ${file.id} is out of 0001-001E or there twice`);
      }
      this.#files[file.id] = file;
    }
  }

  /** Everything volatile starts anew. P2 = 00 and 02 ask for FCI: the DF name in `6F` (ours: its content is not published). */
  select(command: CommandApdu): Uint8Array {
    this.deselect();
    const wantsFci = (command.p2 & 0x0c) === 0x00 && command.le !== undefined;
    return wantsFci ? respond(tlv(0x6f, tlv(0x84, this.aid))) : status(SW.OK);
  }

  deselect(): void {
    this.current = undefined;
    this.#opened.clear();
  }

  process(command: CommandApdu): Uint8Array {
    const { cla, ins } = command;
    if (cla === 0x00) {
      if (ins === 0xb0) return readBinary(command, this);
      if (ins === 0xa4) return selectEf(command, this);
    }
    const own = this.#parts.commands?.get((cla << 8) | ins);
    if (own !== undefined) return own(command, this);
    if (cla === 0x00) return this.#interindustry(command);
    if (cla === 0x80) return ins === 0x32 ? changeSecret(command, this, "key") : status(SW.INS_NOT_SUPPORTED);
    if (cla === 0x08 || cla === 0x0c) return status(NO_SESSION);
    return status(cla === 0x10 ? SW.CHAINING_NOT_SUPPORTED : SW.CLA_NOT_SUPPORTED);
  }

  /** The file with this identifier. */
  file(id: number): EfSpec | undefined {
    return this.#files[id];
  }

  /** Whether a secret has been verified since SELECT. */
  isOpen(id: number): boolean {
    return this.#opened.has(id);
  }

  setOpen(id: number, open: boolean): void {
    if (open) this.#opened.add(id);
    else this.#opened.delete(id);
  }

  allows(rule: AccessRule): boolean {
    if (rule === "free") return true;
    return rule !== "never" && rule.some((id) => this.#opened.has(id));
  }

  /**
   * The internal EF that P2 names: `80` the current one, `80` + short identifier another, which then is current.
   * Gives a status word when there is none.
   */
  referenced(p2: number): EfSpec | number {
    if ((p2 & 0xe0) !== 0x80) return SW.WRONG_P1P2;
    if (p2 === 0x80) return this.current ?? SW.NO_CURRENT_EF;
    const file = this.#files[p2 & 0x1f];
    if (file === undefined) return SW.REFERENCE_NOT_FOUND;
    this.current = file;
    return file;
  }

  #interindustry(command: CommandApdu): Uint8Array {
    switch (command.ins) {
      case 0x20:
        return verify(command, this);
      case 0x24:
        return changeSecret(command, this, "reference-data");
      case 0x84:
        return this.#challenge(command);
      case 0xb2:
        return readRecord(command, this);
      case 0xca:
        return this.#getData(command);
      default:
        return status(SW.INS_NOT_SUPPORTED);
    }
  }

  /** 1 to 256 octets; the extended form is refused (card-facts 1.7). */
  #challenge(command: CommandApdu): Uint8Array {
    if (command.p1 !== 0 || command.p2 !== 0) return status(SW.WRONG_P1P2);
    if (command.extended) return status(SW.CONDITIONS);
    if (command.le === undefined || command.data.length > 0) return status(SW.WRONG_LENGTH);
    return concat(this.#parts.random.bytes(command.le), status(SW.OK));
  }

  #getData(command: CommandApdu): Uint8Array {
    const data = this.#parts.issuerData;
    const asked = (command.p1 << 8) | command.p2;
    if (data === undefined || asked !== ISSUER_TAG.contactAtr) return status(SW.REFERENCE_NOT_FOUND);
    return answerGetData(data, command);
  }
}
