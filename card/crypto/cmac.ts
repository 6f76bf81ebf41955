import { AES_BLOCK, AesCbc } from "./aes.js";

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

/** AES-CMAC (NIST SP 800-38B, RFC 4493) under one key of 16, 24 or 32 octets; cipher and subkeys are made once. */
export class AesCmac {
  readonly #aes: AesCbc;
  readonly #whole: Uint8Array;
  readonly #partial: Uint8Array;

  constructor(key: Uint8Array) {
    this.#aes = new AesCbc(key);
    this.#whole = double(this.#aes.encryptOver(new Uint8Array(AES_BLOCK)));
    this.#partial = double(this.#whole);
  }

  /** The MAC, 16 octets, of the parts in order. */
  mac(...parts: readonly Uint8Array[]): Uint8Array {
    let length = 0;
    for (const part of parts) length += part.length;
    const whole = length > 0 && length % AES_BLOCK === 0;
    const blocks = new Uint8Array(whole ? length : length + AES_BLOCK - (length % AES_BLOCK));
    let at = 0;
    for (const part of parts) {
      blocks.set(part, at);
      at += part.length;
    }
    if (!whole) blocks[length] = 0x80;
    const subkey = whole ? this.#whole : this.#partial;
    const last = blocks.length - AES_BLOCK;
    for (let i = 0; i < AES_BLOCK; i++) blocks[last + i]! ^= subkey[i]!;
    return this.#aes.encryptOver(blocks).slice(-AES_BLOCK);
  }
}

/** AES-CMAC of the parts in order, 16 octets. */
export function aesCmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  return new AesCmac(key).mac(...parts);
}
