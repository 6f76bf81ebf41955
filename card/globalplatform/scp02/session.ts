import { concat } from "#card/bytes/bytes.js";
import { pad80, secretEqual, unpad80 } from "#card/crypto/aes.js";
import { DES_BLOCK, retailMac, singleDesEncrypt, tripleDesCbcDecrypt, tripleDesCbcEncrypt } from "#card/crypto/des.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { SECURE_CLASS, SecurityLevel } from "../secure-channel/levels.js";
import type { Scp02SessionKeys } from "./key-derivation.js";
import { SCP02_MAC_LENGTH } from "./parameters.js";

/** Most data octets of a short command: SCP02 knows no extended length. */
const SHORT = 255;

/**
 * One session's protection of commands, for both sides: what the host protects the card unprotects. Responses travel as they are:
 * neither form of SCP02 here has R-MAC. The MAC chain advances with every command, so the two sides must see the same commands.
 */
export class Scp02Session {
  readonly level: number;
  /** Octets of a MAC. */
  readonly macLength = SCP02_MAC_LENGTH;
  readonly #keys: Scp02SessionKeys;
  /** The last C-MAC; none before the first command. */
  #last: Uint8Array | undefined;

  constructor(keys: Scp02SessionKeys, level: number) {
    this.level = level;
    this.#keys = keys;
  }

  #has(protection: number): boolean {
    return (this.level & protection) !== 0;
  }

  /**
   * C-MAC over the modified header and the plain data (E.4.4). Its chaining value is zero for the first command, then the last C-MAC
   * encrypted by single DES (E.3.4).
   */
  #advance(command: CommandApdu): Uint8Array {
    const { cla, ins, p1, p2, data } = command;
    const header = Uint8Array.of(cla | SECURE_CLASS, ins, p1, p2, data.length + SCP02_MAC_LENGTH);
    const chaining = this.#last && singleDesEncrypt(this.#keys.mac, this.#last);
    this.#last = retailMac(this.#keys.mac, pad80(concat(header, data), DES_BLOCK), chaining);
    return this.#last;
  }

  /** Adds a C-MAC and nothing else: EXTERNAL AUTHENTICATE, whatever the level. */
  authenticate(command: CommandApdu): CommandApdu {
    const { cla, ins, p1, p2, data, le } = command;
    return new CommandApdu(cla | SECURE_CLASS, ins, p1, p2, concat(data, this.#advance(command)), le, false);
  }

  /** The reverse of `authenticate`; undefined when the MAC is wrong: the session is then over. */
  verify(command: CommandApdu): CommandApdu | undefined {
    return this.#check(command, (data) => data);
  }

  /** Host: the command as it travels at the session's level. The MAC is that of the plain data, which is encrypted after it (E.4.6). */
  protectCommand(command: CommandApdu): CommandApdu {
    if (!this.#has(SecurityLevel.C_MAC)) return command;
    const { cla, ins, p1, p2, data, le } = command;
    const mac = this.#advance(command);
    const encrypts = this.#has(SecurityLevel.C_DECRYPTION) && data.length > 0;
    const sent = encrypts ? tripleDesCbcEncrypt(this.#keys.enc, pad80(data, DES_BLOCK)) : data;
    return new CommandApdu(cla | SECURE_CLASS, ins, p1, p2, concat(sent, mac), le, false);
  }

  /** Card: the plain command; undefined when its protection is wrong or missing: the session is then over. */
  unprotectCommand(command: CommandApdu): CommandApdu | undefined {
    if (!this.#has(SecurityLevel.C_MAC)) return (command.cla & SECURE_CLASS) === 0 ? command : undefined;
    return this.#check(command, (sent) => {
      if (!this.#has(SecurityLevel.C_DECRYPTION) || sent.length === 0) return sent;
      if (sent.length % DES_BLOCK !== 0) return undefined;
      return unpad80(tripleDesCbcDecrypt(this.#keys.enc, sent), DES_BLOCK);
    });
  }

  #check(command: CommandApdu, uncover: (sent: Uint8Array) => Uint8Array | undefined): CommandApdu | undefined {
    const { cla, ins, p1, p2, le } = command;
    const end = command.data.length - SCP02_MAC_LENGTH;
    if ((cla & SECURE_CLASS) === 0 || end < 0 || command.data.length > SHORT) return undefined;
    const data = uncover(command.data.subarray(0, end));
    if (data === undefined) return undefined;
    const plain = new CommandApdu(cla & ~SECURE_CLASS, ins, p1, p2, data, le, command.extended);
    return secretEqual(this.#advance(plain), command.data.subarray(end)) ? plain : undefined;
  }
}
