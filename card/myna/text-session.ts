import { constants, createCipheriv, createDecipheriv, createHash, type KeyObject, publicEncrypt } from "node:crypto";
import { concat, uintBE } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import type { ResponseApdu } from "#card/iso7816/response-apdu.js";
import { readTlvs, type Tlv, tlv, tlvErrors } from "#card/iso7816/tlv.js";
import type { RandomSource } from "#card/ports/random.js";
import { mynaErrors } from "./errors.js";
import { RSA_LENGTH } from "./rsa.js";

/** Octets of key material that SET SESSION KEY carries. AES-128 takes the first 16. */
export const SEED_LENGTH = 32;

const BLOCK = 16;

/** Status words after which the card has no session any more. */
const SESSION_ERRORS: ReadonlySet<number> = new Set([0x6882, 0x6987, 0x6988, 0x69fc]);

/**
 * The cipher that both ends of a session use: AES-128-CBC, IV = AES(N) with the message number N as 16 octets, padding `80 00…`
 * always added (card-facts 1.5; ISO/IEC 7816-4, 10.2.3.1). There is no integrity: the application offers none.
 */
export class TextSessionCipher {
  readonly #key: Uint8Array;

  constructor(seed: Uint8Array) {
    this.#key = seed.slice(0, BLOCK);
  }

  #iv(number: number): Uint8Array {
    const cipher = createCipheriv("aes-128-ecb", this.#key, null).setAutoPadding(false);
    return cipher.update(uintBE(number, BLOCK));
  }

  encrypt(number: number, plain: Uint8Array): Uint8Array {
    const padded = new Uint8Array(BLOCK * (Math.floor(plain.length / BLOCK) + 1));
    padded.set(plain);
    padded[plain.length] = 0x80;
    const cipher = createCipheriv("aes-128-cbc", this.#key, this.#iv(number)).setAutoPadding(false);
    return new Uint8Array(cipher.update(padded));
  }

  /** The plain octets, or undefined when no padding is found: then the two ends count differently. */
  decrypt(number: number, cryptogram: Uint8Array): Uint8Array | undefined {
    if (cryptogram.length === 0 || cryptogram.length % BLOCK !== 0) return undefined;
    const cipher = createDecipheriv("aes-128-cbc", this.#key, this.#iv(number)).setAutoPadding(false);
    const padded = new Uint8Array(cipher.update(cryptogram));
    const marker = padded.findLastIndex((octet) => octet !== 0);
    return marker < 0 || padded[marker] !== 0x80 ? undefined : padded.subarray(0, marker);
  }
}

/** `86 L 01 cryptogram`: encrypted data in either direction. */
export function cryptogramObject(cryptogram: Uint8Array): Uint8Array {
  return tlv(0x86, Uint8Array.of(0x01), cryptogram);
}

/** The one data object of a protected data field; undefined when it holds none, several, or no TLV at all. */
export function onlyObject(data: Uint8Array): Tlv | undefined {
  try {
    const objects = readTlvs(data);
    return objects.length === 1 ? objects[0] : undefined;
  } catch (error) {
    if (tlvErrors.is(error)) return undefined;
    throw error;
  }
}

function mask(seed: Uint8Array, length: number): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let i = 0; i * 32 < length; i++) {
    blocks.push(createHash("sha256").update(seed).update(uintBE(i, 4)).digest());
  }
  return concat(...blocks).subarray(0, length);
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((octet, index) => octet ^ b[index]!);
}

/**
 * RSAES-OAEP with SHA-256 and MGF1-SHA-256 (RFC 8017, 7.1.1) for RSA-2048. By hand, so that its salt comes from the randomness
 * handed in and a replay of a scenario gives the same octets.
 */
function encryptOaepSha256(key: KeyObject, message: Uint8Array, random: RandomSource): Uint8Array {
  const labelHash = createHash("sha256").update("").digest();
  const dataLength = RSA_LENGTH - 32 - 1;
  const data = new Uint8Array(dataLength);
  data.set(labelHash);
  data[dataLength - message.length - 1] = 0x01;
  data.set(message, dataLength - message.length);
  const salt = random.bytes(32);
  const maskedData = xor(data, mask(salt, dataLength));
  const maskedSalt = xor(salt, mask(maskedData, 32));
  const block = concat(Uint8Array.of(0), maskedSalt, maskedData);
  return new Uint8Array(publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, block));
}

/** The terminal's end of secure messaging with 券面事項入力補助AP. The PIN must have been verified in clear before. */
export class TextSession {
  readonly #cipher: TextSessionCipher;
  #number = 1;
  #awaited = 0;
  #lost = false;

  private constructor(seed: Uint8Array) {
    this.#cipher = new TextSessionCipher(seed);
  }

  /**
   * A fresh session: `command` is SET SESSION KEY (`80 AE 00 00` and `A0 22 80 20 seed` under the key of EF 0006), to be sent
   * before any protected command. `6982` on it: no PIN verified; `6A80`: not this card's key.
   */
  static open(cardKey: KeyObject, random: RandomSource): { command: CommandApdu; session: TextSession } {
    const seed = random.bytes(SEED_LENGTH);
    const cryptogram = encryptOaepSha256(cardKey, tlv(0xa0, tlv(0x80, seed)), random);
    return { command: new CommandApdu(0x80, 0xae, 0x00, 0x00, cryptogram), session: new TextSession(seed) };
  }

  /** True when the card has refused the messaging itself: a new session is needed. */
  get lost(): boolean {
    return this.#lost;
  }

  /**
   * The protected form of a plain command: `86` around encrypted data (VERIFY, SELECT, CHANGE REFERENCE DATA), or `96 03 00 Le`
   * for a command that only reads; Le 0 asks for all from the offset. Throws `myna.session-broken`.
   */
  protect(command: CommandApdu): CommandApdu {
    if (this.#lost) throw mynaErrors.error("session-broken");
    const { ins, p1, p2, data, le } = command;
    this.#awaited = this.#number++;
    if (le !== undefined) {
      const wanted = le >= 0x10000 ? 0 : le;
      return new CommandApdu(
        0x08,
        ins,
        p1,
        p2,
        concat(Uint8Array.of(0x96, 0x03, 0x00), uintBE(wanted, 2)),
        0x10000,
        true,
      );
    }
    return new CommandApdu(0x08, ins, p1, p2, cryptogramObject(this.#cipher.encrypt(this.#awaited, data)));
  }

  /**
   * The plain data of the response to the command that was protected last. Throws `myna.session-broken` when the card ended
   * the session and `myna.bad-response` when the data cannot be opened; other status words are for the caller.
   */
  unprotect(response: ResponseApdu): Uint8Array {
    if (SESSION_ERRORS.has(response.sw)) {
      this.#lost = true;
      throw mynaErrors.error("session-broken", { sw: response.sw.toString(16).toUpperCase() });
    }
    if (response.data.length === 0) return response.data;
    const object = onlyObject(response.data);
    const plain =
      object?.tag === 0x86 && object.value[0] === 0x01
        ? this.#cipher.decrypt(this.#awaited, object.value.subarray(1))
        : undefined;
    if (plain === undefined) throw mynaErrors.error("bad-response", { length: response.data.length });
    return plain;
  }
}
