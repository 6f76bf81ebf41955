import type { KeyObject } from "node:crypto";
import { mynaErrors } from "./errors.js";
import { sha256DigestInfo, verifyVerbatim } from "./rsa.js";

/** Data of the card with the issuer's signature. `verify` is true when this issuer's key (the one in EF 0004) made it. */
export interface Signed {
  verify(issuerKey: KeyObject): boolean;
}

/** A signature over one digest, or over several put one after the other. */
export function signedOver(digest: Uint8Array, signature: Uint8Array): Signed {
  return { verify: (issuerKey) => verifyVerbatim(issuerKey, sha256DigestInfo(digest), signature) };
}

/** JIS X 0303: 1 male, 2 female, 9 other. */
export type SexDigit = "1" | "2" | "9";

/** Throws `myna.malformed-file`. */
export function parseSex(bytes: Uint8Array, file: string): SexDigit {
  const digit = String.fromCharCode(...bytes);
  if (digit !== "1" && digit !== "2" && digit !== "9") throw mynaErrors.error("malformed-file", { file, place: "sex" });
  return digit;
}
