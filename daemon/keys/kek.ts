import { createCipheriv, createDecipheriv, createHash } from "node:crypto";
import type { RandomSource } from "#card/ports/random.js";
import { keyErrors } from "./key-errors.js";

export const NONCE_OCTETS = 12;
export const TAG_OCTETS = 16;

export type KekSource = "development" | "file" | "environment" | "pkcs11";

/** The key-encryption key (鍵暗号化鍵), wherever it is: it seals and opens, and is handed to nobody (AES-256-GCM, NIST SP 800-38D). */
export interface Kek {
  /** Names the key in sixteen hexadecimal digits and tells nothing of it; the same for the same key in a file or in a token. */
  readonly id: string;
  readonly source: KekSource;
  /** Nonce ‖ ciphertext ‖ tag. */
  seal(clear: Uint8Array, associated: Uint8Array): Promise<Uint8Array>;
  /** In memory of its own, which the caller wipes. Throws `keys.unwrap` for another key, other associated data or an altered octet. */
  open(sealed: Uint8Array, associated: Uint8Array): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** What a key is named by: enciphered under it in one block, and digested. A check value of 64 bits. */
export const KEK_ID_BLOCK = Buffer.from("MADOGUCHI KEK ID", "ascii");

export function kekIdOf(enciphered: Uint8Array): string {
  return createHash("sha256").update(enciphered).digest("hex").slice(0, 16).toUpperCase();
}

/** A key-encryption key whose octets this process has. `close` wipes them. */
export function softKek(key: Uint8Array, source: KekSource, random: RandomSource): Kek {
  const block = createCipheriv("aes-256-ecb", key, null).setAutoPadding(false).update(KEK_ID_BLOCK);
  return {
    id: kekIdOf(block),
    source,
    async seal(clear, associated) {
      const nonce = random.bytes(NONCE_OCTETS);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(associated);
      return Buffer.concat([nonce, cipher.update(clear), cipher.final(), cipher.getAuthTag()]);
    },
    async open(sealed, associated) {
      try {
        const end = sealed.length - TAG_OCTETS;
        const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE_OCTETS), {
          authTagLength: TAG_OCTETS,
        })
          .setAAD(associated)
          .setAuthTag(sealed.subarray(end));
        const clear = decipher.update(sealed.subarray(NONCE_OCTETS, end));
        try {
          decipher.final();
          // In memory of its own, and not in the pool that small buffers share.
          return Uint8Array.from(clear);
        } finally {
          clear.fill(0);
        }
      } catch (cause) {
        throw keyErrors.error("unwrap", {}, { cause });
      }
    },
    close: async () => void key.fill(0),
  };
}
