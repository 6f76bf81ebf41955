import type { KeyObject } from "node:crypto";
import { concat, startsWith } from "#card/bytes/bytes.js";
import { encodeKeyId, type KeyId, parseKeyId } from "./key-id.js";
import {
  encodePublicKey,
  PUBLIC_KEY_LENGTH,
  parsePublicKey,
  RSA_LENGTH,
  type SignDigestInfo,
  sha256,
  sha256DigestInfo,
  verifyVerbatim,
} from "./rsa.js";
import { cardObject, type Template as Fields, parseTemplate } from "./template.js";

/** Octets of a card-verifiable certificate with its template (card-facts 1.4, EF 0004). */
export const CVC_LENGTH = 568;

const TEMPLATE = 0x7f21;
const BODY = 0x5f4e;
const SIGNATURE = 0x5f37;
const BODY_LENGTH = 16 + 16 + PUBLIC_KEY_LENGTH;

/** A card-verifiable certificate. Who signed it is named by `issuer`; that key is not on the card. */
export interface Cvc {
  readonly issuer: KeyId;
  readonly subject: KeyId;
  readonly publicKey: KeyObject;
  readonly signature: Uint8Array;
  /** The 297 octets that the signature covers. */
  readonly body: Uint8Array;
}

/** `7F21 82 0233 { 5F4E 82 0129 …, 5F37 82 0100 … }`: 568 octets. */
export function encodeCvc(issuer: KeyId, subject: KeyId, subjectKey: KeyObject, sign: SignDigestInfo): Uint8Array {
  const body = concat(encodeKeyId(issuer), encodeKeyId(subject), encodePublicKey(subjectKey));
  const signature = sign(sha256DigestInfo(sha256(body)));
  return cardObject(TEMPLATE, concat(cardObject(BODY, body), cardObject(SIGNATURE, signature)));
}

/** Reads a certificate with its template (EF 0004) or without it (GET DATA of the issuer security domain). Throws `myna.malformed-file`. */
export function parseCvc(bytes: Uint8Array, file = "certificate"): Cvc {
  const whole = startsWith(bytes, Uint8Array.of(0x7f, 0x21)) ? bytes : cardObject(TEMPLATE, bytes);
  const fields: Fields = parseTemplate(file, whole, TEMPLATE);
  const body = fields.value(BODY, BODY_LENGTH);
  return {
    issuer: parseKeyId(body.subarray(0, 16), file),
    subject: parseKeyId(body.subarray(16, 32), file),
    publicKey: parsePublicKey(body.subarray(32), file),
    signature: fields.value(SIGNATURE, RSA_LENGTH),
    body,
  };
}

/** True when `issuerKey` signed the certificate. */
export function verifyCvc(certificate: Cvc, issuerKey: KeyObject): boolean {
  return verifyVerbatim(issuerKey, sha256DigestInfo(sha256(certificate.body)), certificate.signature);
}
