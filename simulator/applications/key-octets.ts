import { createPrivateKey, type KeyObject } from "node:crypto";
import { oncePer } from "./once-per.js";

/** A private key as the card's memory holds it: PKCS #8, DER. */
export const keyOctets = oncePer((key: KeyObject) => new Uint8Array(key.export({ type: "pkcs8", format: "der" })));

/** The key in such octets. */
export function readKey(octets: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.from(octets), format: "der", type: "pkcs8" });
}
