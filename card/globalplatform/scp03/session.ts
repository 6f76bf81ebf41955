import { concat, uintBE } from "#card/bytes/bytes.js";
import { AES_BLOCK, AesCbc, pad80, secretEqual, unpad80 } from "#card/crypto/aes.js";
import { AesCmac } from "#card/crypto/cmac.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { ResponseApdu } from "#card/iso7816/response-apdu.js";
import { SECURE_CLASS, SecurityLevel } from "../secure-channel/levels.js";
import type { SessionKeys } from "./key-derivation.js";
import { MODE_LENGTH, type Scp03Mode } from "./parameters.js";

/** Responses with any other status word are errors and travel unprotected (Amendment D, 6.2.5). */
function isProtected(sw: number): boolean {
  return sw === 0x9000 || (sw & 0xff00) === 0x6200 || (sw & 0xff00) === 0x6300;
}

/**
 * One session's protection of commands and responses, for both sides: what one side protects the other unprotects.
 * The MAC chain and the encryption counter advance with every command, so the two sides must see the same commands.
 */
export class Scp03Session {
  readonly level: number;
  readonly #enc: AesCbc;
  readonly #mac: AesCmac;
  readonly #rmacKey: Uint8Array;
  #rmac: AesCmac | undefined;
  /** Octets of a MAC in this session's mode. */
  readonly macLength: number;
  #chaining: Uint8Array = new Uint8Array(AES_BLOCK);
  #counter = 0;

  constructor(keys: SessionKeys, mode: Scp03Mode, level: number) {
    this.level = level;
    this.#enc = new AesCbc(keys.enc);
    this.#mac = keys.mac;
    this.#rmacKey = keys.rmac;
    this.macLength = MODE_LENGTH[mode];
  }

  #has(protection: number): boolean {
    return (this.level & protection) !== 0;
  }

  /** The encryption counter's block, encrypted: the IV of one command or, with its first bit set, of its response. */
  #iv(first: 0x00 | 0x80): Uint8Array {
    const block = uintBE(this.#counter, AES_BLOCK);
    block[0]! |= first;
    return this.#enc.encryptOver(block);
  }

  /** C-MAC over the header with its final Lc and the data; the whole MAC becomes the next chaining value (Amendment D, 6.2.4). */
  #advance(command: CommandApdu, data: Uint8Array, extended: boolean): Uint8Array {
    const lc = data.length + this.macLength;
    const header = Uint8Array.of(command.cla | SECURE_CLASS, command.ins, command.p1, command.p2);
    const lengthField = extended ? Uint8Array.of(0, lc >> 8, lc & 0xff) : Uint8Array.of(lc);
    this.#chaining = this.#mac.mac(this.#chaining, header, lengthField, data);
    return this.#chaining.subarray(0, this.macLength);
  }

  /** Adds a C-MAC and nothing else: EXTERNAL AUTHENTICATE, whatever the level. */
  authenticate(command: CommandApdu): CommandApdu {
    const { cla, ins, p1, p2, data, le } = command;
    const extended = command.extended || data.length + this.macLength > 255;
    const mac = this.#advance(command, data, extended);
    return new CommandApdu(cla | SECURE_CLASS, ins, p1, p2, concat(data, mac), le, extended);
  }

  /** The reverse of `authenticate`; undefined when the MAC is wrong: the session is then over. */
  verify(command: CommandApdu): CommandApdu | undefined {
    const { cla, ins, p1, p2, le, extended } = command;
    const end = command.data.length - this.macLength;
    if ((cla & SECURE_CLASS) === 0 || end < 0) return undefined;
    const data = command.data.subarray(0, end);
    const mac = this.#advance(command, data, extended);
    if (!secretEqual(mac, command.data.subarray(end))) return undefined;
    return new CommandApdu(cla & ~SECURE_CLASS, ins, p1, p2, data, le, extended);
  }

  /** Host: the command as it travels at the session's level. */
  protectCommand(command: CommandApdu): CommandApdu {
    this.#counter++;
    if (!this.#has(SecurityLevel.C_MAC)) return command;
    const { cla, ins, p1, p2, data, extended } = command;
    const encrypts = this.#has(SecurityLevel.C_DECRYPTION) && data.length > 0;
    const sent = encrypts ? this.#enc.encryptOver(pad80(data), this.#iv(0x00)) : data;
    // A protected response has data even where the plain one has none.
    const le = command.le ?? (this.#has(SecurityLevel.R_MAC) ? 256 : undefined);
    const wide = extended || sent.length + this.macLength > 255;
    return this.authenticate(new CommandApdu(cla, ins, p1, p2, sent, le, wide));
  }

  /** Card: the plain command; undefined when its protection is wrong or missing: the session is then over. */
  unprotectCommand(command: CommandApdu): CommandApdu | undefined {
    this.#counter++;
    if (!this.#has(SecurityLevel.C_MAC)) return (command.cla & SECURE_CLASS) === 0 ? command : undefined;
    const plain = this.verify(command);
    if (plain === undefined || !this.#has(SecurityLevel.C_DECRYPTION) || plain.data.length === 0) return plain;
    if (plain.data.length % AES_BLOCK !== 0) return undefined;
    const data = unpad80(this.#enc.decrypt(plain.data, this.#iv(0x00)));
    if (data === undefined) return undefined;
    return new CommandApdu(plain.cla, plain.ins, plain.p1, plain.p2, data, plain.le, plain.extended);
  }

  /** Card: the response as it travels at the session's level. */
  protectResponse(response: ResponseApdu): ResponseApdu {
    if (!this.#has(SecurityLevel.R_MAC)) return response;
    const { sw } = response;
    if (!isProtected(sw)) return new ResponseApdu(new Uint8Array(0), sw);
    const encrypts = this.#has(SecurityLevel.R_ENCRYPTION) && response.data.length > 0;
    const data = encrypts ? this.#enc.encryptOver(pad80(response.data), this.#iv(0x80)) : response.data;
    return new ResponseApdu(concat(data, this.#responseMac(data, sw)), sw);
  }

  /** Host: the plain response; undefined when it is not authentic. */
  unprotectResponse(response: ResponseApdu): ResponseApdu | undefined {
    if (!this.#has(SecurityLevel.R_MAC)) return response;
    const { sw } = response;
    if (!isProtected(sw)) return response.data.length === 0 ? response : undefined;
    const end = response.data.length - this.macLength;
    if (end < 0) return undefined;
    const data = response.data.subarray(0, end);
    if (!secretEqual(this.#responseMac(data, sw), response.data.subarray(end))) return undefined;
    if (!this.#has(SecurityLevel.R_ENCRYPTION) || data.length === 0) return new ResponseApdu(data, sw);
    if (data.length % AES_BLOCK !== 0) return undefined;
    // Cards are known that pad by more than a block; the MAC has vouched for the octets already.
    const plain = unpad80(this.#enc.decrypt(data, this.#iv(0x80)), data.length);
    return plain && new ResponseApdu(plain, sw);
  }

  #responseMac(data: Uint8Array, sw: number): Uint8Array {
    this.#rmac ??= new AesCmac(this.#rmacKey);
    return this.#rmac.mac(this.#chaining, data, uintBE(sw, 2)).subarray(0, this.macLength);
  }
}
