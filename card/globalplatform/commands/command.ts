import { concat } from "#card/bytes/bytes.js";
import { errorFamily, isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import { encodeLength } from "#card/iso7816/tlv.js";

export const gpErrors = errorFamily("gp", {
  "malformed-command": {
    en: {
      cause: "the data field of a GlobalPlatform command does not follow its layout",
      remedy: "Build the field that is named as GlobalPlatform Card Specification 2.3.1, 11 says.",
    },
    ja: {
      cause: "GlobalPlatformコマンドのデータ部が定められた形式ではありません",
      remedy: "示された項目をGlobalPlatformカード仕様2.3.1の11章に従って構成してください。",
    },
  },
  "malformed-response": {
    en: {
      cause: "the card's answer to a GlobalPlatform command does not follow its layout",
      remedy: "Check that the card speaks GlobalPlatform 2.2 or later; run the card fault isolation.",
    },
    ja: {
      cause: "GlobalPlatformコマンドに対するカードの応答が定められた形式ではありません",
      remedy: "カードがGlobalPlatform 2.2以降に対応しているか確認し、カード障害切り分けを実行してください。",
    },
  },
});

/** One GlobalPlatform command, declared once for the side that sends it and the side that carries it out. */
export interface GpCommand<T> {
  readonly name: string;
  /** Clause of GlobalPlatform Card Specification 2.3.1 (or of the amendment named). */
  readonly clause: string;
  readonly ins: number;
  /** The plain command, class 80; a secure channel adds its own. */
  encode(parameters: T): CommandApdu;
  /** Reads a plain command. Throws `gp.malformed-command` naming the field. */
  decode(command: CommandApdu): T;
  /** What a log may say of it: never a key, a PIN or personal data. */
  log(parameters: T): string;
}

/** Reads the fields of a data field one after the other; every fault is `gp.malformed-command` at its field. */
export class FieldReader {
  readonly #command: string;
  readonly #data: Uint8Array;
  #at = 0;

  constructor(command: string, data: Uint8Array) {
    this.#command = command;
    this.#data = data;
  }

  get atEnd(): boolean {
    return this.#at === this.#data.length;
  }

  fault(field: string): Error {
    return gpErrors.error("malformed-command", { command: this.#command, field, offset: this.#at });
  }

  octet(field: string): number {
    const value = this.#data[this.#at];
    if (value === undefined) throw this.fault(field);
    this.#at++;
    return value;
  }

  octets(field: string, length: number): Uint8Array {
    if (this.#at + length > this.#data.length) throw this.fault(field);
    const value = this.#data.slice(this.#at, this.#at + length);
    this.#at += length;
    return value;
  }

  /** A field after its length: one octet, or 81 and 82 with more (11.1.5). */
  field(field: string): Uint8Array {
    let length = this.octet(field);
    if (length === 0x81) length = this.octet(field);
    else if (length === 0x82) length = (this.octet(field) << 8) | this.octet(field);
    else if (length >= 0x80) throw this.fault(field);
    return this.octets(field, length);
  }

  /** An AID after its length; `optional` allows it to be empty. */
  aid(field: string, optional = false): Uint8Array {
    const value = this.field(field);
    if (value.length > 16 || (value.length < 5 && !(optional && value.length === 0))) throw this.fault(field);
    return value;
  }

  end(): void {
    if (!this.atEnd) throw this.fault("surplus");
  }
}

/** Runs a parser of TLV structures inside a command; its faults become `gp.malformed-command` at this field. */
export function parsing<T>(command: string, field: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!isMadoguchiError(error) || !error.code.startsWith("tlv.")) throw error;
    throw gpErrors.error("malformed-command", { command, field, reason: error.code }, { cause: error });
  }
}

/** A field with its length in front. */
export function lv(value: Uint8Array): Uint8Array {
  return concat(encodeLength(value.length), value);
}
