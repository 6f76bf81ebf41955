import { ascii, concat, uintBE } from "#card/bytes/bytes.js";
import { AES_BLOCK } from "./aes.js";
import { AesCmac } from "./cmac.js";

/** Fixed input of the counter mode around its counter (NIST SP 800-108r1, 4.1): `before` ‖ [i] ‖ `after`. */
export interface CounterInput {
  readonly before?: Uint8Array;
  /** Octets of the counter, 1 to 4; it counts from 1. */
  readonly counterLength: number;
  readonly after?: Uint8Array;
}

const NOTHING = new Uint8Array(0);

/** `length` octets by the counter mode KDF of NIST SP 800-108r1, 4.1, with AES-CMAC as its PRF. */
export function counterKdf(key: Uint8Array | AesCmac, input: CounterInput, length: number): Uint8Array {
  const prf = key instanceof AesCmac ? key : new AesCmac(key);
  const derived = new Uint8Array(length);
  for (let offset = 0, i = 1; offset < length; offset += AES_BLOCK, i++) {
    const block = prf.mac(input.before ?? NOTHING, uintBE(i, input.counterLength), input.after ?? NOTHING);
    derived.set(block.subarray(0, Math.min(AES_BLOCK, length - offset)), offset);
  }
  return derived;
}

/**
 * The KDF in the order that SP 800-108 recommends: [i]32 ‖ label ‖ 00 ‖ context ‖ [L]32, `L` in bits.
 * This is how the keys of a card are derived from a municipality's master (decision 0002).
 */
export function labelledKdf(key: Uint8Array, label: string, context: Uint8Array, length: number): Uint8Array {
  const after = concat(ascii(label), Uint8Array.of(0), context, uintBE(length * 8, 4));
  return counterKdf(key, { counterLength: 4, after }, length);
}
