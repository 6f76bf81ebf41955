import { DES_BLOCK, tripleDesEcbDecrypt, tripleDesEcbEncrypt } from "#card/crypto/des.js";

/**
 * Sensitive data (key values above all) under the session's DEK: Triple DES in ECB (GlobalPlatform 2.3.1, E.4.7).
 * Data that does not fill its last block is filled with zeros; the receiver knows its length.
 */
export function scp02EncryptSensitive(dek: Uint8Array, data: Uint8Array): Uint8Array {
  const blocks = new Uint8Array(Math.ceil(data.length / DES_BLOCK) * DES_BLOCK);
  blocks.set(data);
  return tripleDesEcbEncrypt(dek, blocks);
}

/** The first `length` octets of what `scp02EncryptSensitive` hid; undefined when the octets cannot hold that many. */
export function scp02DecryptSensitive(dek: Uint8Array, hidden: Uint8Array, length: number): Uint8Array | undefined {
  if (hidden.length % DES_BLOCK !== 0 || hidden.length < length || hidden.length - length >= DES_BLOCK)
    return undefined;
  return tripleDesEcbDecrypt(dek, hidden).subarray(0, length);
}
