import { z } from "zod";
import { method } from "./method.js";
import { correlationId, count, moment } from "./shapes.js";

/** One row of the audit log: who did what to which thing, and how it ended; never a content (R-LOG-02, R-LOG-06). */
export const auditEntry = z.object({
  sequence: z.int().positive(),
  at: moment,
  event: z.string(),
  outcome: z.enum(["ok", "refused", "failed"]),
  correlationId,
  sessionId: z.string().optional(),
  actor: z.string().optional(),
  municipality: z.string().optional(),
  target: z.string().optional(),
  /** Error code of a refusal or failure. */
  code: z.string().optional(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** SHA-256 over the previous row's hash and this row, hexadecimal. */
  hash: z.string(),
});

const auditList = method({
  name: "audit.list",
  need: "audit.read",
  effect: "reads",
  audited: "call",
  summary: { en: "Rows of the audit log, in order.", ja: "監査ログを順に参照する。" },
  params: z.strictObject({
    after: count.optional(),
    limit: z.int().min(1).max(1000).optional(),
    correlationId: correlationId.optional(),
  }),
  result: z.object({ entries: z.array(auditEntry) }),
});

const auditVerify = method({
  name: "audit.verify",
  need: "audit.read",
  effect: "reads",
  audited: "call",
  summary: {
    en: "Recomputes the hash chain of the whole audit log (R-LOG-05).",
    ja: "監査ログ全体のハッシュ連鎖を検証する。",
  },
  params: z.strictObject({}),
  result: z.object({
    ok: z.boolean(),
    entries: count,
    head: z.string(),
    /** Sequence number of the first row that does not fit, and why. */
    broken: z.object({ sequence: count, reason: z.string() }).optional(),
  }),
});

export const auditMethods = { "audit.list": auditList, "audit.verify": auditVerify } as const;
