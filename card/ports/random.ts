import { createCipheriv, createHash, randomBytes } from "node:crypto";

/** Randomness as it is handed to every part of the house. */
export interface RandomSource {
  /** `length` fresh octets. */
  bytes(length: number): Uint8Array;
}

/** The randomness of the machine: the only one that production uses. */
export const systemRandom: RandomSource = { bytes: (length) => randomBytes(length) };

/**
 * A reproducible stream of octets (AES-256-CTR keyed by SHA-256 of the seed): the same seed gives the same scenario.
 * For test equipment only, never for production keys.
 */
export function seededRandom(seed: string): RandomSource {
  const key = createHash("sha256").update(seed).digest();
  const stream = createCipheriv("aes-256-ctr", key, Buffer.alloc(16));
  return { bytes: (length) => stream.update(Buffer.alloc(length)) };
}
