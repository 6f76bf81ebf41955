import { constants, createHash, createPublicKey, type KeyObject, privateEncrypt, publicDecrypt } from "node:crypto";
import { concat, equal, fromHex, startsWith, toHex } from "#card/bytes/bytes.js";
import { mynaErrors } from "./errors.js";
import { cardObject } from "./template.js";

/** Octets of a public key as the issuer's files hold it: `90 03 010001 91 82 0100 <modulus>` (card-facts 1.4). */
export const PUBLIC_KEY_LENGTH = 265;

/** Octets of every RSA-2048 signature, cryptogram and modulus on the card. */
export const RSA_LENGTH = 256;

/** The public half of an RSA-2048 key (private or public) in the card's form. Throws `myna.bad-value`. */
export function encodePublicKey(key: KeyObject): Uint8Array {
  const { n, e } = (key.type === "private" ? createPublicKey(key) : key).export({ format: "jwk" });
  const modulus = new Uint8Array(Buffer.from(n ?? "", "base64url"));
  const exponent = new Uint8Array(Buffer.from(e ?? "", "base64url"));
  if (modulus.length !== RSA_LENGTH || toHex(exponent) !== "010001") {
    throw mynaErrors.error("bad-value", { place: "public key", bits: modulus.length * 8 });
  }
  return concat(cardObject(0x90, exponent), cardObject(0x91, modulus));
}

const PUBLIC_KEY_HEAD = fromHex("9003010001 91820100");

/** Reads a public key of 265 octets. Throws `myna.malformed-file`. */
export function parsePublicKey(bytes: Uint8Array, file = "public key"): KeyObject {
  if (bytes.length !== PUBLIC_KEY_LENGTH || !startsWith(bytes, PUBLIC_KEY_HEAD)) {
    throw mynaErrors.error("malformed-file", { file, place: "public key", length: bytes.length });
  }
  const n = Buffer.from(bytes.subarray(PUBLIC_KEY_HEAD.length)).toString("base64url");
  return createPublicKey({ key: { kty: "RSA", n, e: "AQAB" }, format: "jwk" });
}

const SHA256_ALGORITHM = fromHex("300D06096086480165030402010500");

export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

/**
 * DigestInfo (RFC 8017, 9.2) with the algorithm SHA-256 around `digest`. The card's face is signed over three digests in one
 * DigestInfo (card-facts 1.4), hence any length up to 110 octets.
 */
export function sha256DigestInfo(digest: Uint8Array): Uint8Array {
  const body = concat(SHA256_ALGORITHM, Uint8Array.of(0x04, digest.length), digest);
  return concat(Uint8Array.of(0x30, body.length), body);
}

/** RSA with PKCS #1 v1.5 padding (type 1) around `data` as it is, as the card's `80 2A 00` does. At most 245 octets. */
export function signVerbatim(key: KeyObject, data: Uint8Array): Uint8Array {
  return new Uint8Array(privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, data));
}

/** True when `signature` is `data` under PKCS #1 v1.5 padding, octet for octet. */
export function verifyVerbatim(key: KeyObject, data: Uint8Array, signature: Uint8Array): boolean {
  try {
    return equal(new Uint8Array(publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature)), data);
  } catch {
    return false; // OpenSSL throws where the padding is not there: that is a wrong signature, not a failure of ours
  }
}

/** Signs a DigestInfo with the issuer's key. */
export type SignDigestInfo = (digestInfo: Uint8Array) => Uint8Array;

/** The signature of an issuer's key that is at hand. */
export function signWith(key: KeyObject): SignDigestInfo {
  return (digestInfo) => signVerbatim(key, digestInfo);
}
