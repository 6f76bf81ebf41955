import { createHash, type KeyObject } from "node:crypto";
import { z } from "zod";
import { type HeadSigner, signatureHolds } from "./audit-key.js";
import { canonicalJson } from "./canonical.js";

/** A place in the chain: the row of this number has this hash. Number 0 is before the first row. */
export const chainPoint = z.strictObject({ sequence: z.int().min(0), hash: z.string().regex(/^[0-9a-f]{64}$/) });
export type ChainPoint = z.output<typeof chainPoint>;

/** Why a head was signed: the daemon's start and stop, a number of rows, a new day, rows that were removed, or one asked for. */
export const headReasons = ["start", "stop", "rows", "day", "expiry", "export"] as const;
export type HeadReason = (typeof headReasons)[number];

/** What a signed head of the audit log says. The format is ours (AS-DMN-70). */
export const headStatement = z.strictObject({
  format: z.literal("madoguchi-audit-head/1"),
  /** 1, 2, 3 …: a head that is missing shows. */
  number: z.int().min(1),
  reason: z.enum(headReasons),
  at: z.iso.datetime(),
  /** The log begins after this row; rows up to it have passed their retention time. */
  base: chainPoint,
  /** The last row when the head was signed. */
  last: chainPoint,
  /** SHA-256 of the head before it, hexadecimal; zeroes for the first. */
  previous: z.string(),
  keyId: z.string(),
});
export type HeadStatement = z.output<typeof headStatement>;

export const signedHead = z.strictObject({ head: headStatement, signature: z.base64() });
export type SignedHead = z.output<typeof signedHead>;

/** The octets that are signed: the statement as canonical JSON in UTF-8. */
export function headOctets(statement: HeadStatement): Uint8Array {
  return Buffer.from(canonicalJson(statement));
}

/** By which the next head refers to this one. */
export function headHash(statement: HeadStatement): string {
  return createHash("sha256").update(headOctets(statement)).digest("hex");
}

export function signHead(statement: HeadStatement, signer: HeadSigner): SignedHead {
  return { head: statement, signature: signer.sign(headOctets(statement)) };
}

export function headHolds({ head, signature }: SignedHead, key: KeyObject): boolean {
  return signatureHolds(key, headOctets(head), signature);
}
