import { createPublicKey, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { mediaErrors } from "./media-errors.js";

const MIN_BITS = 2_048;

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
