import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { CompactSign, calculateJwkThumbprint, exportJWK } from "jose";
import { conformanceErrors } from "./conformance-errors.js";
import type { Conformance } from "./run-conformance.js";

/** `typ` of the signed report: a signature of this key over something else is no report. */
export const REPORT_TYPE = "madoguchi-conformance+jws";

/** Reads the Ed25519 key that reports are signed with. Throws `conformance.unreadable`, `conformance.bad-key`. */
export function readReportKey(file: string): KeyObject {
  let pem: Buffer;
  try {
    pem = readFileSync(file);
  } catch (cause) {
    throw conformanceErrors.error("unreadable", { file, reason: (cause as NodeJS.ErrnoException).code }, { cause });
  }
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch {
    // The parser's message could speak of what is in the file: it stays out.
  } finally {
    pem.fill(0);
  }
  throw conformanceErrors.error("bad-key", { file });
}

/** The report as one JWS (RFC 7515, compact; EdDSA over Ed25519, RFC 8037). `kid` is the key's thumbprint (RFC 7638). */
export async function signReport(conformance: Conformance, key: KeyObject): Promise<string> {
  const kid = await calculateJwkThumbprint(await exportJWK(createPublicKey(key)));
  return new CompactSign(new TextEncoder().encode(JSON.stringify(conformance)))
    .setProtectedHeader({ alg: "EdDSA", typ: REPORT_TYPE, kid })
    .sign(key);
}

/** Writes the report, never over a file that is there. Throws `conformance.in-the-way`. */
export function writeReport(file: string, jws: string): void {
  try {
    writeFileSync(file, `${jws}\n`, { flag: "wx" });
  } catch (cause) {
    throw conformanceErrors.error("in-the-way", { file, reason: (cause as NodeJS.ErrnoException).code }, { cause });
  }
}
