import { createCipheriv, createDecipheriv } from "node:crypto";
import { concat } from "#card/bytes/bytes.js";

/*
 * Two-key Triple DES, for the secure channel of legacy cards and nothing else (decision 0006). Keys have 16 octets; parity bits are
 * not looked at. OpenSSL 3 has single DES in its legacy provider only: Triple DES with two equal halves is the same function.
 */

/** Octets of a DES block. */
export const DES_BLOCK = 8;

const ZERO_BLOCK = new Uint8Array(DES_BLOCK);

type Mode = "des-ede" | "des-ede-cbc";

function encrypt(mode: Mode, key: Uint8Array, iv: Uint8Array | null, blocks: Uint8Array): Uint8Array {
  const cipher = createCipheriv(mode, key, iv).setAutoPadding(false);
  return new Uint8Array(Buffer.concat([cipher.update(blocks), cipher.final()]));
}

function decrypt(mode: Mode, key: Uint8Array, iv: Uint8Array | null, blocks: Uint8Array): Uint8Array {
  const decipher = createDecipheriv(mode, key, iv).setAutoPadding(false);
  return new Uint8Array(Buffer.concat([decipher.update(blocks), decipher.final()]));
}

/** Triple DES in CBC of whole blocks without padding, zero IV. */
export function tripleDesCbcEncrypt(key: Uint8Array, blocks: Uint8Array): Uint8Array {
  return encrypt("des-ede-cbc", key, ZERO_BLOCK, blocks);
}

/** The reverse of `tripleDesCbcEncrypt`. */
export function tripleDesCbcDecrypt(key: Uint8Array, blocks: Uint8Array): Uint8Array {
  return decrypt("des-ede-cbc", key, ZERO_BLOCK, blocks);
}

/** Triple DES in ECB of whole blocks without padding. */
export function tripleDesEcbEncrypt(key: Uint8Array, blocks: Uint8Array): Uint8Array {
  return encrypt("des-ede", key, null, blocks);
}

/** The reverse of `tripleDesEcbEncrypt`. */
export function tripleDesEcbDecrypt(key: Uint8Array, blocks: Uint8Array): Uint8Array {
  return decrypt("des-ede", key, null, blocks);
}

/** The first half of a two-key Triple DES key twice: single DES under that half. */
function singleKey(key: Uint8Array): Uint8Array {
  const half = key.subarray(0, DES_BLOCK);
  return concat(half, half);
}

/** Single DES of one block under the first half of the key. */
export function singleDesEncrypt(key: Uint8Array, block: Uint8Array): Uint8Array {
  return encrypt("des-ede", singleKey(key), null, block);
}

/** Full Triple DES MAC of whole blocks (GlobalPlatform 2.3.1, B.1.2.1): the last block of the CBC, zero IV. */
export function fullTripleDesMac(key: Uint8Array, blocks: Uint8Array): Uint8Array {
  return tripleDesCbcEncrypt(key, blocks).slice(-DES_BLOCK);
}

/** Retail MAC of whole blocks (B.1.2.2; ISO/IEC 9797-1, algorithm 3): single DES in CBC, Triple DES for the last block. */
export function retailMac(key: Uint8Array, blocks: Uint8Array, iv: Uint8Array = ZERO_BLOCK): Uint8Array {
  const before = blocks.length - DES_BLOCK;
  const chain =
    before > 0 ? encrypt("des-ede-cbc", singleKey(key), iv, blocks.subarray(0, before)).slice(-DES_BLOCK) : iv;
  return tripleDesEcbEncrypt(
    key,
    chain.map((octet, at) => octet ^ blocks[before + at]!),
  );
}

/** Key check value of a Triple DES key: the first three octets of the encrypted zero block (GlobalPlatform 2.3.1, appendix B). */
export function desKeyCheckValue(key: Uint8Array): Uint8Array {
  return tripleDesEcbEncrypt(key, ZERO_BLOCK).subarray(0, 3);
}
