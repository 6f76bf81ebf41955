import { createCipheriv } from "node:crypto";
import { toHex } from "#card/bytes/bytes.js";
import { type Kek, NONCE_OCTETS, TAG_OCTETS } from "./kek.js";
import { keyErrors } from "./key-errors.js";

/** What a wrapped key belongs to; bound to it, so that a row moved to another place does not open there. */
export interface KeyPlace {
  readonly use: "area" | "service" | "exchange" | "card-ref";
  readonly municipality: string;
  readonly keyId: string;
  readonly generation: number;
}

/** A place of a key in the store, of the daemon's own key that signs its audit log and lies in a file, or of an operator's fingerprint template. */
export type WrappedPlace = KeyPlace | (Omit<KeyPlace, "use"> & { readonly use: "audit" | "fingerprint" | "proof" });

/** "MK" and a version, then the id of the key-encryption key; what is older begins with its nonce and does not tell. */
const MARK = Uint8Array.of(0x4d, 0x4b, 0x02);
const ID_OCTETS = 8;
const HEADER = MARK.length + ID_OCTETS;

/** The id of the key-encryption key that something is wrapped under; undefined where it does not tell. */
export function wrappedUnder(wrapped: Uint8Array): string | undefined {
  const isMarked =
    wrapped.length >= HEADER + NONCE_OCTETS + TAG_OCTETS && MARK.every((octet, n) => wrapped[n] === octet);
  return isMarked ? toHex(wrapped.subarray(MARK.length, HEADER)) : undefined;
}

function associated({ use, municipality, keyId, generation }: WrappedPlace, kekId?: string): Buffer {
  const place = ["madoguchi key", use, municipality, keyId, generation];
  return Buffer.from(JSON.stringify(kekId === undefined ? place : [...place, kekId]));
}

/** Wraps keys under the key-encryption key, and opens them, during its rotation also those that are still under the one before. */
export class Wrapping {
  readonly kek: Kek;
  readonly #previous: Kek | undefined;

  constructor(kek: Kek, previous?: Kek) {
    this.kek = kek;
    this.#previous = previous;
  }

  async wrap(key: Uint8Array, place: WrappedPlace): Promise<Uint8Array> {
    const { id } = this.kek;
    return Buffer.concat([MARK, Buffer.from(id, "hex"), await this.kek.seal(key, associated(place, id))]);
  }

  /** The key again, for the caller to wipe. Throws `keys.unwrap` for another key-encryption key, another place or an altered octet. */
  async unwrap(wrapped: Uint8Array, place: WrappedPlace): Promise<Uint8Array> {
    const id = wrappedUnder(wrapped);
    const told = { keyId: place.keyId, generation: place.generation };
    let failure: unknown;
    for (const kek of [this.kek, this.#previous]) {
      if (kek === undefined || (id !== undefined && id !== kek.id)) continue;
      try {
        return id === undefined
          ? await kek.open(wrapped, associated(place))
          : await kek.open(wrapped.subarray(HEADER), associated(place, id));
      } catch (error) {
        // A token that does not answer is no wrong key.
        if (!keyErrors.is(error, "unwrap")) throw error;
        failure = error;
      }
    }
    throw keyErrors.error("unwrap", { ...told, ...(id && { under: id }) }, { cause: failure });
  }

  /** The same under the key-encryption key of now; undefined when it is that already. */
  async rewrap(wrapped: Uint8Array, place: WrappedPlace): Promise<Uint8Array | undefined> {
    if (wrappedUnder(wrapped) === this.kek.id) return undefined;
    const key = await this.unwrap(wrapped, place);
    try {
      return await this.wrap(key, place);
    } finally {
      key.fill(0);
    }
  }

  async close(): Promise<void> {
    await this.kek.close();
    await this.#previous?.close();
  }
}

/** Check value that people compare: the first three octets of sixteen 01 enciphered under the key (GlobalPlatform Amendment D, 4.1.4). */
export function checkValue(key: Uint8Array): string {
  const cipher = createCipheriv("aes-256-ecb", key, null).setAutoPadding(false);
  return cipher.update(Buffer.alloc(16, 1)).toString("hex").slice(0, 6).toUpperCase();
}
