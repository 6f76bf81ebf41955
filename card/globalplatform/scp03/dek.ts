import { AES_BLOCK, aesCbcDecrypt, aesCbcEncrypt } from "#card/crypto/aes.js";

/**
 * Sensitive data (key values above all) under the static DEK: AES-CBC with a zero IV (Amendment D, 6.2.8).
 * Data that does not fill its last block is filled with zeros; the receiver knows its length.
 */
export function encryptSensitive(dek: Uint8Array, data: Uint8Array): Uint8Array {
  const blocks = new Uint8Array(Math.ceil(data.length / AES_BLOCK) * AES_BLOCK);
  blocks.set(data);
  return aesCbcEncrypt(dek, blocks);
}

/** The first `length` octets of what `encryptSensitive` hid; undefined when the octets cannot hold that many. */
export function decryptSensitive(dek: Uint8Array, hidden: Uint8Array, length: number): Uint8Array | undefined {
  if (hidden.length % AES_BLOCK !== 0 || hidden.length < length || hidden.length - length >= AES_BLOCK)
    return undefined;
  return aesCbcDecrypt(dek, hidden).subarray(0, length);
}
