import { AES_BLOCK, aesKeyCheckValue } from "#card/crypto/aes.js";
import { DES_BLOCK, desKeyCheckValue } from "#card/crypto/des.js";

/** One kind of key as PUT KEY and the key information template tell it (GlobalPlatform 2.3.1, 11.1.8). */
export interface KeyFormat {
  readonly type: number;
  /** Octets that a key of this kind may have. */
  readonly lengths: readonly number[];
  /** Octets of a block of the cipher. */
  readonly block: number;
  /** Key check value, three octets. */
  checkValue(key: Uint8Array): Uint8Array;
}

/** AES: what SCP03 stands on. */
export const AES_KEYS: KeyFormat = {
  type: 0x88,
  lengths: [16, 24, 32],
  block: AES_BLOCK,
  checkValue: aesKeyCheckValue,
};

/** Triple DES with two keys, its mode known from the use (type 80): what SCP02 stands on. */
export const TRIPLE_DES_KEYS: KeyFormat = { type: 0x80, lengths: [16], block: DES_BLOCK, checkValue: desKeyCheckValue };
