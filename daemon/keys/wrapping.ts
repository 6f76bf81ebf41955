import { createCipheriv, createDecipheriv } from "node:crypto";
import type { RandomSource } from "#card/ports/random.js";
import { keyErrors } from "./key-errors.js";

const NONCE = 12;
const TAG = 16;

/** What a wrapped key belongs to; bound to it, so that a row moved to another place does not open there. */
export interface KeyPlace {
  readonly use: "area" | "service" | "exchange";
  readonly municipality: string;
  readonly keyId: string;
  readonly generation: number;
}

/** A place of a key in the store, of the daemon's own key that signs its audit log and lies in a file, or of an operator's fingerprint template. */
export type WrappedPlace = KeyPlace | (Omit<KeyPlace, "use"> & { readonly use: "audit" | "fingerprint" });

function associated({ use, municipality, keyId, generation }: WrappedPlace): Buffer {
  return Buffer.from(JSON.stringify(["madoguchi key", use, municipality, keyId, generation]));
}

/** Wraps a key under the key-encryption key: nonce ‖ AES-256-GCM ciphertext ‖ tag (NIST SP 800-38D). */
export function wrapKey(kek: Uint8Array, key: Uint8Array, place: WrappedPlace, random: RandomSource): Uint8Array {
  const nonce = random.bytes(NONCE);
  const cipher = createCipheriv("aes-256-gcm", kek, nonce).setAAD(associated(place));
  return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
}

/** The key again. Throws `keys.unwrap` for another key-encryption key, another place or an altered octet. */
export function unwrapKey(kek: Uint8Array, wrapped: Uint8Array, place: WrappedPlace): Uint8Array {
  try {
    const decipher = createDecipheriv("aes-256-gcm", kek, wrapped.subarray(0, NONCE), { authTagLength: TAG })
      .setAAD(associated(place))
      .setAuthTag(wrapped.subarray(wrapped.length - TAG));
    const clear = decipher.update(wrapped.subarray(NONCE, wrapped.length - TAG));
    try {
      // In memory of its own, which the caller wipes, and not in the pool that small buffers share.
      const key = Uint8Array.from(clear);
      decipher.final();
      return key;
    } finally {
      clear.fill(0);
    }
  } catch (cause) {
    throw keyErrors.error("unwrap", { keyId: place.keyId, generation: place.generation }, { cause });
  }
}

/** Check value that people compare: the first three octets of sixteen 01 enciphered under the key (GlobalPlatform Amendment D, 4.1.4). */
export function checkValue(key: Uint8Array): string {
  const cipher = createCipheriv("aes-256-ecb", key, null).setAutoPadding(false);
  return cipher.update(Buffer.alloc(16, 1)).toString("hex").slice(0, 6).toUpperCase();
}
