import { constants, createHash, type KeyObject, privateEncrypt } from "node:crypto";
import { concat, uintBE } from "#card/bytes/bytes.js";
import { sha256, sha256DigestInfo, signVerbatim } from "#card/myna/rsa.js";
import type { RandomSource } from "#card/ports/random.js";

const HASH_LENGTH = 32;
const MODULUS_LENGTH = 256;
/** What PKCS #1 v1.5 padding leaves of the modulus. */
const LONGEST_VERBATIM = MODULUS_LENGTH - 11;

/** One value of P1 of `80 2A` (card-facts 1.3): what data it takes and what it signs. */
export interface SignatureScheme {
  accepts(length: number): boolean;
  sign(key: KeyObject, data: Uint8Array, random: RandomSource): Uint8Array;
}

const anyLength = (length: number): boolean => length > 0;
const hashLength = (length: number): boolean => length === HASH_LENGTH;

/** The six schemes by P1. */
export const SIGNATURE_SCHEMES: readonly SignatureScheme[] = [
  { accepts: (length) => length > 0 && length <= LONGEST_VERBATIM, sign: signVerbatim },
  { accepts: anyLength, sign: (key, data) => signVerbatim(key, sha256(data)) },
  { accepts: hashLength, sign: (key, data) => signVerbatim(key, sha256DigestInfo(data)) },
  { accepts: anyLength, sign: (key, data) => signVerbatim(key, sha256DigestInfo(sha256(data))) },
  { accepts: hashLength, sign: signPss },
  { accepts: anyLength, sign: (key, data, random) => signPss(key, sha256(data), random) },
];

/** RSASSA-PSS over a SHA-256 hash, with MGF1-SHA-256 and a salt of 32 octets (RFC 8017, 9.1.1). */
function signPss(key: KeyObject, hash: Uint8Array, random: RandomSource): Uint8Array {
  const salt = random.bytes(HASH_LENGTH);
  const masked = sha256(new Uint8Array(8), hash, salt);
  const block = new Uint8Array(MODULUS_LENGTH);
  const room = MODULUS_LENGTH - HASH_LENGTH - 1;
  block[room - salt.length - 1] = 0x01;
  block.set(salt, room - salt.length);
  const mask = mgf1(masked, room);
  for (let i = 0; i < room; i++) block[i]! ^= mask[i]!;
  block[0]! &= 0x7f;
  block.set(masked, room);
  block[MODULUS_LENGTH - 1] = 0xbc;
  return new Uint8Array(privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, block));
}

function mgf1(seed: Uint8Array, length: number): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let counter = 0; counter * HASH_LENGTH < length; counter++) {
    blocks.push(createHash("sha256").update(seed).update(uintBE(counter, 4)).digest());
  }
  return concat(...blocks).subarray(0, length);
}
