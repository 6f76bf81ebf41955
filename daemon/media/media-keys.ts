import { createPublicKey, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { calculateJwkThumbprint, exportJWK } from "jose";
import { mediaErrors } from "./media-errors.js";

/** What the signed header of our files says that they are. Tickets, which the same keys protect, say something else (decision 0017). */
export const MEDIA_TYPE = "madoguchi-media";

const MIN_BITS = 2_048;

/** The key id that files for the holder of this public key name: its RFC 7638 thumbprint. */
export async function keyIdOf(key: KeyObject): Promise<string> {
  return calculateJwkThumbprint(await exportJWK(key));
}

/** Reads the public key of a signer or a recipient: PEM, bare or in a certificate. Throws `media.bad-key-file`. */
export async function readPublicKey(file: string): Promise<KeyObject> {
  let key: KeyObject;
  try {
    const pem = await readFile(file, "utf8");
    // node:crypto would take the public half of a private key: somebody's mistake, which must not go unseen.
    if (pem.includes("PRIVATE KEY")) throw new Error("a private key");
    key = createPublicKey(pem);
  } catch (cause) {
    throw mediaErrors.error("bad-key-file", { file }, { cause });
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== "rsa" || bits < MIN_BITS) throw mediaErrors.error("bad-key-file", { file, bits });
  return key;
}
