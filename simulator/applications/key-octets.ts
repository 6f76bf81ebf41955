import { createPrivateKey, type KeyObject } from "node:crypto";

/** A private key as the card's memory holds it: PKCS #8, DER. */
export function keyOctets(key: KeyObject): Uint8Array {
  return new Uint8Array(key.export({ type: "pkcs8", format: "der" }));
}

/** The key in such octets. */
export function readKey(octets: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.from(octets), format: "der", type: "pkcs8" });
}
