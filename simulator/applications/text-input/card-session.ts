import { constants, type KeyObject, privateDecrypt } from "node:crypto";
import { fromHex, startsWith } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { ResponseApdu, respond, status } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import { RSA_LENGTH } from "#card/myna/rsa.js";
import { cryptogramObject, onlyObject, SEED_LENGTH, TextSessionCipher } from "#card/myna/text-session.js";

/** `80 AE`: SET SESSION KEY. */
export const INS_SET_SESSION_KEY = 0xae;

/** Protected without, and with, an authenticated header. Only the first is offered. */
export const CLA_PROTECTED = 0x08;
export const CLA_AUTHENTICATED = 0x0c;

const INS_READ_BINARY = 0xb0;

/** VERIFY, CHANGE REFERENCE DATA, SELECT: what they carry is encrypted. */
const WITH_DATA: ReadonlySet<number> = new Set([0x20, 0x24, 0xa4]);

/** No session is open (or it was lost): a status word of this card alone (card-facts 1.5). */
const NO_SESSION = 0x69fc;

/** `A0 { 80 seed }`: the encryption key alone. A checksum key (`81`) is not offered. */
const DELIVERY_HEAD = fromHex("A0228020");

/** What lies behind the messaging: the application without it. */
export interface PlainApplication {
  process(command: CommandApdu): Uint8Array;
  /** True when the four-digit PIN has been verified since SELECT. 照合番号 do not count. */
  pinVerified(): boolean;
  /** The private half of the key in EF 0006. */
  sessionKey(): KeyObject;
}

/** The card's end of secure messaging (card-facts 1.5): confidentiality only, a message number, and the one way to lose it all. */
export class CardSession {
  readonly #plain: PlainApplication;
  #cipher: TextSessionCipher | undefined;
  #number = 1;

  constructor(plain: PlainApplication) {
    this.#plain = plain;
  }

  /** SELECT of an application or reset: the session is gone. */
  forget(): void {
    this.#cipher = undefined;
  }

  /** `80 AE 00 00`. The right is checked before anything is decrypted. */
  setSessionKey(command: CommandApdu): Uint8Array {
    if (command.p1 !== 0 || command.p2 !== 0) return status(SW.WRONG_P1P2);
    if (!this.#plain.pinVerified()) return status(SW.SECURITY_STATUS);
    if (command.data.length !== RSA_LENGTH) return status(SW.WRONG_LENGTH);
    let message: Uint8Array;
    try {
      const padding = constants.RSA_PKCS1_OAEP_PADDING;
      message = privateDecrypt({ key: this.#plain.sessionKey(), padding, oaepHash: "sha256" }, command.data);
    } catch (error) {
      const tooLarge = (error as NodeJS.ErrnoException).code === "ERR_OSSL_RSA_DATA_TOO_LARGE_FOR_MODULUS";
      return status(tooLarge ? SW.UNKNOWN : SW.WRONG_DATA);
    }
    if (message.length !== DELIVERY_HEAD.length + SEED_LENGTH || !startsWith(message, DELIVERY_HEAD)) {
      return status(SW.WRONG_DATA);
    }
    this.#cipher = new TextSessionCipher(message.subarray(DELIVERY_HEAD.length));
    this.#number = 1;
    return status(SW.OK);
  }

  /** A command of class 08 or 0C. Every one that the messaging accepts takes a number, even when the application then refuses it. */
  process(command: CommandApdu): Uint8Array {
    if (command.cla !== CLA_PROTECTED) return this.#lose(SW.SM_OBJECT_MISSING);
    const cipher = this.#cipher;
    if (cipher === undefined) return status(NO_SESSION);
    const number = this.#number;
    const plain = this.#open(command, cipher, number);
    if (typeof plain === "number") return this.#lose(plain);
    this.#number++;
    const response = ResponseApdu.parse(this.#plain.process(plain));
    if (response.data.length === 0) return status(response.sw);
    const object = cryptogramObject(cipher.encrypt(number, response.data));
    return object.length > (command.le ?? 0) ? status(SW.WRONG_LENGTH) : respond(object, response.sw);
  }

  /** The plain command, or the status word that ends the session. */
  #open(command: CommandApdu, cipher: TextSessionCipher, number: number): CommandApdu | number {
    const { ins, p1, p2 } = command;
    if (ins !== INS_READ_BINARY && !WITH_DATA.has(ins)) return SW.SM_NOT_SUPPORTED;
    const object = onlyObject(command.data);
    if (ins === INS_READ_BINARY) {
      if (object?.tag !== 0x96 || object.value.length !== 3 || object.value[0] !== 0) return SW.SM_OBJECT_WRONG;
      const wanted = (object.value[1]! << 8) | object.value[2]!;
      return new CommandApdu(0x00, ins, p1, p2, undefined, wanted || 0x10000, true);
    }
    if (object?.tag !== 0x86 || object.value[0] !== 0x01) return SW.SM_OBJECT_WRONG;
    const data = cipher.decrypt(number, object.value.subarray(1));
    return data === undefined ? SW.SM_OBJECT_WRONG : new CommandApdu(0x00, ins, p1, p2, data);
  }

  #lose(sw: number): Uint8Array {
    this.forget();
    return status(sw);
  }
}
