import { concat } from "#card/bytes/bytes.js";
import { AES_BLOCK, aesCbcEncrypt, aesEcbEncrypt } from "./aes.js";

/** Doubles a block in GF(2^128) (NIST SP 800-38B, 6.1). */
function double(block: Uint8Array): Uint8Array {
  const doubled = new Uint8Array(AES_BLOCK);
  let carry = 0;
  for (let i = AES_BLOCK - 1; i >= 0; i--) {
    const octet = block[i]!;
    doubled[i] = (octet << 1) | carry;
    carry = octet >> 7;
  }
  if (carry !== 0) doubled[AES_BLOCK - 1]! ^= 0x87;
  return doubled;
}

/** AES-CMAC (NIST SP 800-38B, RFC 4493) under one key of 16, 24 or 32 octets; the subkeys are made once. */
export class AesCmac {
  readonly #key: Uint8Array;
  readonly #whole: Uint8Array;
  readonly #partial: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = key;
    this.#whole = double(aesEcbEncrypt(key, new Uint8Array(AES_BLOCK)));
    this.#partial = double(this.#whole);
  }

  /** The MAC, 16 octets, of the parts in order. */
  mac(...parts: readonly Uint8Array[]): Uint8Array {
    const message = concat(...parts);
    const whole = message.length > 0 && message.length % AES_BLOCK === 0;
    const blocks = new Uint8Array(whole ? message.length : message.length + AES_BLOCK - (message.length % AES_BLOCK));
    blocks.set(message);
    if (!whole) blocks[message.length] = 0x80;
    const subkey = whole ? this.#whole : this.#partial;
    const last = blocks.length - AES_BLOCK;
    for (let i = 0; i < AES_BLOCK; i++) blocks[last + i]! ^= subkey[i]!;
    return aesCbcEncrypt(this.#key, blocks).subarray(-AES_BLOCK);
  }
}

/** AES-CMAC of the parts in order, 16 octets. */
export function aesCmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  return new AesCmac(key).mac(...parts);
}
