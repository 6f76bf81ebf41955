import type { KeyObject } from "node:crypto";
import { createHash } from "node:crypto";
import { z } from "zod";
import { auditPurposes } from "../api/contract/index.js";
import { signatureHolds } from "./audit-key.js";
import type { AuditLog } from "./audit-log.js";
import { type AuditView, maySee } from "./audit-view.js";
import type { AuditRow } from "./chain.js";
import { chainPoint, type SignedHead, signedHead } from "./head.js";

/** What the first line of an exported slice says. The format is ours (AS-DMN-70): JSON Lines, one kind of object a line. */
export const exportManifest = z.strictObject({
  format: z.literal("madoguchi-audit-export/1"),
  purpose: z.enum(auditPurposes),
  municipality: z.string(),
  by: z.string(),
  at: z.iso.datetime(),
  /** The row before the first one, to which that is chained. */
  before: chainPoint,
  through: z.int().min(0),
  keyId: z.string(),
  publicKey: z.string(),
});
export type ExportManifest = z.output<typeof exportManifest>;

/** A line of a slice. Rows that the auditor may not see are there by their hash alone, so that none can be left out. */
export const exportLine = z.union([
  z.strictObject({ export: exportManifest }),
  signedHead,
  z.strictObject({ row: z.looseObject({}) }),
  z.strictObject({ withheld: chainPoint }),
  z.strictObject({ signed: z.strictObject({ sha256: z.string(), signature: z.base64() }) }),
]);

export interface ExportRequest {
  readonly purpose: ExportManifest["purpose"];
  readonly view: AuditView;
  readonly by: string;
  readonly at: string;
  readonly after: number;
  readonly limit: number;
}

export interface Slice {
  readonly lines: string;
  /** Rows that are shown. */
  readonly rows: number;
  /** The last row that the slice reaches to. */
  readonly through: number;
  readonly more: boolean;
}

/** The octets that the last line's signature is over. */
export function sealOctets(text: string): Uint8Array {
  return Buffer.from(`madoguchi-audit-export/1 ${createHash("sha256").update(text).digest("hex")}`);
}

/** Whether a slice's last line is of this key, over the lines before it. */
export function sealHolds(text: string, signature: string, key: KeyObject): boolean {
  return signatureHolds(key, sealOctets(text), signature);
}

const shown = (row: AuditRow, view: AuditView) =>
  maySee(view, row) ? { row } : { withheld: { sequence: row.sequence, hash: row.hash } };

/**
 * A slice of the log as a municipality's auditor may see it, with its proof: the signed heads around it, and a signature over the whole
 * (R-LOG-07). Throws `audit.no-signer`, `audit.unwritable`.
 */
export async function exportSlice(log: AuditLog, request: ExportRequest): Promise<Slice> {
  const { purpose, view, by, at, limit } = request;
  // What is exported is covered by a head, also when the last one is rows ago.
  await log.signHead("export");
  const { signer, base } = log.signing();
  const after = Math.max(request.after, base.sequence);
  const before = after === base.sequence ? base : await log.point(after);
  const rows = await log.list({ after, limit });
  const through = rows.at(-1)?.sequence ?? after;
  const heads = coverOf(await log.headsFrom(after), through);
  const { keyId, publicKey } = signer;
  const manifest: ExportManifest = {
    format: "madoguchi-audit-export/1",
    purpose,
    municipality: view.municipality,
    by,
    at,
    before,
    through,
    keyId,
    publicKey,
  };
  const body = rows.map((row) => shown(row, view));
  const text = [{ export: manifest }, ...heads, ...body].map((line) => `${JSON.stringify(line)}\n`).join("");
  const sha256 = createHash("sha256").update(text).digest("hex");
  const seal = { signed: { sha256, signature: signer.sign(sealOctets(text)) } };
  return {
    lines: `${text}${JSON.stringify(seal)}\n`,
    rows: body.filter((line) => "row" in line).length,
    through,
    more: rows.length === limit,
  };
}

/** Heads up to the first that covers the last row. */
function coverOf(heads: readonly SignedHead[], through: number): readonly SignedHead[] {
  const end = heads.findIndex(({ head }) => head.last.sequence >= through);
  return end === -1 ? heads : heads.slice(0, end + 1);
}
