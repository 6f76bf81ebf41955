import { type Cipher, createCipheriv, createDecipheriv, type Decipher, timingSafeEqual } from "node:crypto";

/** Octets of an AES block. */
export const AES_BLOCK = 16;

const ZERO_BLOCK = new Uint8Array(AES_BLOCK);

/**
 * AES under one key for many messages, in CBC without padding. OpenSSL's ciphers are dear to make and cheap to use, so each direction
 * makes one and lets its chain run on; what the chain carries over from the message before is taken out again by exclusive-or.
 */
export class AesCbc {
  readonly #key: Uint8Array;
  readonly #sent = new Uint8Array(AES_BLOCK);
  readonly #taken = new Uint8Array(AES_BLOCK);
  #cipher: Cipher | undefined;
  #decipher: Decipher | undefined;

  /** The key's length (16, 24 or 32 octets) chooses the variant. */
  constructor(key: Uint8Array) {
    this.#key = key;
  }

  get #algorithm(): string {
    return `aes-${this.#key.length * 8}-cbc`;
  }

  /** Whole blocks, encrypted as a message of their own; the IV is zero when absent (one block then is AES-ECB). */
  encrypt(blocks: Uint8Array, iv: Uint8Array = ZERO_BLOCK): Uint8Array {
    return this.encryptOver(blocks.slice(), iv);
  }

  /** As `encrypt`, for a caller that has no further use for `blocks`: its first block is written over. */
  encryptOver(blocks: Uint8Array, iv: Uint8Array = ZERO_BLOCK): Uint8Array {
    if (blocks.length === 0) return blocks;
    this.#cipher ??= createCipheriv(this.#algorithm, this.#key, ZERO_BLOCK).setAutoPadding(false);
    for (let at = 0; at < AES_BLOCK; at++) blocks[at]! ^= this.#sent[at]! ^ iv[at]!;
    const encrypted = octetsOf(this.#cipher.update(blocks));
    this.#sent.set(encrypted.subarray(-AES_BLOCK));
    return encrypted;
  }

  /** The reverse of `encrypt`. */
  decrypt(blocks: Uint8Array, iv: Uint8Array = ZERO_BLOCK): Uint8Array {
    if (blocks.length === 0) return blocks;
    this.#decipher ??= createDecipheriv(this.#algorithm, this.#key, ZERO_BLOCK).setAutoPadding(false);
    const plain = octetsOf(this.#decipher.update(blocks));
    for (let at = 0; at < AES_BLOCK; at++) plain[at]! ^= this.#taken[at]! ^ iv[at]!;
    this.#taken.set(blocks.subarray(-AES_BLOCK));
    return plain;
  }
}

/** A buffer of node:crypto's as plain octets, without a copy. */
function octetsOf(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

/** AES-ECB of whole blocks without padding. The key's length (16, 24 or 32 octets) chooses the variant. */
export function aesEcbEncrypt(key: Uint8Array, blocks: Uint8Array): Uint8Array {
  return aes("ecb", key, null, blocks);
}

/** AES-CBC of whole blocks without padding; the IV is zero when absent. */
export function aesCbcEncrypt(key: Uint8Array, blocks: Uint8Array, iv: Uint8Array = ZERO_BLOCK): Uint8Array {
  return aes("cbc", key, iv, blocks);
}

/** The reverse of `aesCbcEncrypt`. */
export function aesCbcDecrypt(key: Uint8Array, blocks: Uint8Array, iv: Uint8Array = ZERO_BLOCK): Uint8Array {
  const decipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, iv).setAutoPadding(false);
  return new Uint8Array(Buffer.concat([decipher.update(blocks), decipher.final()]));
}

function aes(mode: "ecb" | "cbc", key: Uint8Array, iv: Uint8Array | null, blocks: Uint8Array): Uint8Array {
  const cipher = createCipheriv(`aes-${key.length * 8}-${mode}`, key, iv).setAutoPadding(false);
  return new Uint8Array(Buffer.concat([cipher.update(blocks), cipher.final()]));
}

/** Padding method 2 of ISO/IEC 9797-1: 80, then 00 to the end of the block; always at least one octet. */
export function pad80(data: Uint8Array, block = AES_BLOCK): Uint8Array {
  const padded = new Uint8Array(data.length + block - (data.length % block));
  padded.set(data);
  padded[data.length] = 0x80;
  return padded;
}

/** The data without its padding (`pad80`), or undefined when there is none of at most `block` octets. */
export function unpad80(padded: Uint8Array, block = AES_BLOCK): Uint8Array | undefined {
  let end = padded.length - 1;
  const floor = padded.length - block;
  while (end >= floor && end >= 0 && padded[end] === 0) end--;
  return end >= floor && padded[end] === 0x80 ? padded.subarray(0, end) : undefined;
}

/** Compares secret octets in a time that does not depend on where they differ. */
export function secretEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Key check value of an AES key: the first three octets of the encrypted block 01…01 (GlobalPlatform Amendment D, 4.1.4). */
export function aesKeyCheckValue(key: Uint8Array): Uint8Array {
  return aesEcbEncrypt(key, new Uint8Array(AES_BLOCK).fill(1)).subarray(0, 3);
}
