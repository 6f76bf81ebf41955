import { concat, equal, uintBE } from "#card/bytes/bytes.js";
import {
  AES_BLOCK,
  aesCbcDecrypt,
  aesCbcEncrypt,
  aesEcbEncrypt,
  pad80,
  secretEqual,
  unpad80,
} from "#card/crypto/aes.js";
import { AesCmac } from "#card/crypto/cmac.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { CommandApdu } from "../command-apdu.js";
import { ResponseApdu } from "../response-apdu.js";
import { readTlvs, type Tlv, tlv } from "../tlv.js";

/** Keys of one session: AES of 16, 24 or 32 octets each. */
export interface SessionKeys {
  readonly enc: Uint8Array;
  readonly mac: Uint8Array;
}

/** CLA of a protected command on the basic channel: secure messaging of ISO/IEC 7816-4, 10, with an authenticated header. */
export const SM_CLASS = 0x0c;

/** Octets of a cryptographic checksum (BSI TR-03110-3, F.2.3). */
const MAC_LENGTH = 8;
const CRYPTOGRAM = 0x87;
const EXPECTED_LENGTH = 0x97;
const STATUS = 0x99;
const CHECKSUM = 0x8e;
/** Padding indicator: ISO/IEC 7816-4 padding, 80 and zeros. */
const PADDED = 0x01;

/** The values of the objects in exactly this order, undefined for an optional one that is not there; undefined for anything else. */
function take(octets: Uint8Array, form: readonly (readonly [tag: number, optional: boolean])[]) {
  let objects: readonly Tlv[];
  try {
    objects = readTlvs(octets);
  } catch (error) {
    if (isMadoguchiError(error)) return undefined;
    throw error;
  }
  const values: (Uint8Array | undefined)[] = [];
  let at = 0;
  for (const [tag, optional] of form) {
    const object = objects[at];
    if (object?.tag === tag) at++;
    else if (!optional) return undefined;
    values.push(object?.tag === tag ? object.value : undefined);
  }
  const last = objects[at - 1];
  return at === objects.length && last !== undefined ? { values, before: octets.subarray(0, last.start) } : undefined;
}

function encodeLe(le: number): Uint8Array {
  return le <= 256 ? Uint8Array.of(le & 0xff) : uintBE(le & 0xffff, 2);
}

function decodeLe(value: Uint8Array): number | undefined {
  if (value.length === 1) return value[0] || 256;
  return value.length === 2 ? (value[0]! << 8) | value[1]! || 65_536 : undefined;
}

/**
 * One secure messaging session, the same object on both sides: AES and CMAC as BSI TR-03110-3, F.2 has them. The send sequence
 * counter (16 octets) counts before each command and each answer, so nothing can be replayed, left out or put in another order.
 * What cannot be unprotected is undefined: the session is then over, and its owner must drop it.
 */
export class SecureMessagingSession {
  readonly #enc: Uint8Array;
  readonly #mac: AesCmac;
  readonly #counter: Uint8Array;

  /** `counter`: what the send sequence counter was before the first command; zero when absent. */
  constructor(keys: SessionKeys, counter: Uint8Array = new Uint8Array(AES_BLOCK)) {
    this.#enc = keys.enc;
    this.#mac = new AesCmac(keys.mac);
    this.#counter = counter.slice();
  }

  #step(): void {
    for (let i = AES_BLOCK - 1; i >= 0; i--) {
      this.#counter[i] = (this.#counter[i]! + 1) & 0xff;
      if (this.#counter[i] !== 0) return;
    }
  }

  #iv(): Uint8Array {
    return aesEcbEncrypt(this.#enc, this.#counter);
  }

  #checksum(...parts: readonly Uint8Array[]): Uint8Array {
    return this.#mac.mac(pad80(concat(this.#counter, ...parts))).subarray(0, MAC_LENGTH);
  }

  #encrypt(data: Uint8Array): Uint8Array {
    if (data.length === 0) return data;
    return tlv(CRYPTOGRAM, Uint8Array.of(PADDED), aesCbcEncrypt(this.#enc, pad80(data), this.#iv()));
  }

  #decrypt(value: Uint8Array | undefined): Uint8Array | undefined {
    if (value === undefined) return new Uint8Array(0);
    const blocks = value.subarray(1);
    if (value[0] !== PADDED || blocks.length === 0 || blocks.length % AES_BLOCK !== 0) return undefined;
    const data = unpad80(aesCbcDecrypt(this.#enc, blocks, this.#iv()));
    // An object without data is no object: there is one form of every command.
    return data?.length === 0 ? undefined : data;
  }

  #headed(command: CommandApdu): Uint8Array {
    return pad80(Uint8Array.of(command.cla | SM_CLASS, command.ins, command.p1, command.p2));
  }

  /** Host: the command as it travels. Extended length fields where what it carries or asks for needs them. */
  protectCommand(command: CommandApdu): CommandApdu {
    this.#step();
    const { cla, ins, p1, p2, data, le } = command;
    const expected = le === undefined ? new Uint8Array(0) : tlv(EXPECTED_LENGTH, encodeLe(le));
    const objects = concat(this.#encrypt(data), expected);
    const field = concat(objects, tlv(CHECKSUM, this.#checksum(this.#headed(command), objects)));
    const extended = command.extended || field.length > 255;
    return new CommandApdu(cla | SM_CLASS, ins, p1, p2, field, extended ? 65_536 : 256, extended);
  }

  /** Card: the plain command, class without secure messaging. */
  unprotectCommand(command: CommandApdu): CommandApdu | undefined {
    this.#step();
    const { cla, ins, p1, p2, extended } = command;
    const taken = take(command.data, [
      [CRYPTOGRAM, true],
      [EXPECTED_LENGTH, true],
      [CHECKSUM, false],
    ]);
    if (taken === undefined || (cla & SM_CLASS) !== SM_CLASS) return undefined;
    const [cryptogram, expected, checksum] = taken.values;
    if (!secretEqual(this.#checksum(this.#headed(command), taken.before), checksum!)) return undefined;
    const data = this.#decrypt(cryptogram);
    const le = expected === undefined ? undefined : decodeLe(expected);
    if (data === undefined || (expected !== undefined && le === undefined)) return undefined;
    return new CommandApdu(cla & ~SM_CLASS, ins, p1, p2, data, le, extended);
  }

  /** Card: the response as it travels. */
  protectResponse({ data, sw }: ResponseApdu): ResponseApdu {
    this.#step();
    const objects = concat(this.#encrypt(data), tlv(STATUS, uintBE(sw, 2)));
    return new ResponseApdu(concat(objects, tlv(CHECKSUM, this.#checksum(objects))), sw);
  }

  /** Host: the plain response; its status word is the protected one, which must be that outside. */
  unprotectResponse(response: ResponseApdu): ResponseApdu | undefined {
    this.#step();
    const taken = take(response.data, [
      [CRYPTOGRAM, true],
      [STATUS, false],
      [CHECKSUM, false],
    ]);
    if (taken === undefined) return undefined;
    const [cryptogram, sw, checksum] = taken.values;
    if (!secretEqual(this.#checksum(taken.before), checksum!)) return undefined;
    const data = this.#decrypt(cryptogram);
    if (data === undefined || !equal(sw!, uintBE(response.sw, 2))) return undefined;
    return new ResponseApdu(data, response.sw);
  }
}
