import { z } from "zod";
import { method } from "./method.js";
import { cardId, correlationId, count, moment } from "./shapes.js";

const outcome = z.enum(["ok", "refused", "failed"]);

/** One row of the audit log: who did what to which thing, and how it ended; never a content (R-LOG-02, R-LOG-06). */
export const auditEntry = z.object({
  sequence: z.int().positive(),
  at: moment,
  event: z.string(),
  outcome,
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
  summary: {
    en: "Rows of the audit log, in order; those that fit every condition that is given (R-LOG-04).",
    ja: "監査ログを順に参照する。指定した条件すべてに合う行を返す。",
  },
  params: z.strictObject({
    after: count.optional(),
    limit: z.int().min(1).max(1000).optional(),
    correlationId: correlationId.optional(),
    /** What the rows are about: a card, a user, an operator. */
    target: z.string().min(1).max(256).optional(),
    actor: z.string().min(1).max(64).optional(),
    /** An event, or with a dot at its end all of a domain: `cardApps.`. */
    event: z.string().min(1).max(64).optional(),
    outcome: outcome.optional(),
    from: moment.optional(),
    to: moment.optional(),
  }),
  result: z.object({ entries: z.array(auditEntry) }),
});

const auditHistory = method({
  name: "audit.history",
  need: "audit.read",
  effect: "reads",
  audited: "call",
  summary: {
    en: "Everything that happened to one card over all channels, each flow whole: rows that name the card or a user whose card it was, and all of the same correlation ids (R-LOG-04).",
    ja: "1枚のカードの全履歴。カードまたはその利用者に関する行と、同じ相関IDを持つすべての行を、全チャネルにわたり順に返す。",
  },
  params: z.strictObject({ cardId, limit: z.int().min(1).max(5000).optional() }),
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
    /** Signed heads that hold, and the last row that they cover. */
    heads: count,
    signedThrough: count,
    /** Sequence number of the first row that does not fit, and why. */
    broken: z.object({ sequence: count, reason: z.string() }).optional(),
  }),
});

/** For what a log may be exported (R-PRIV-05): audit, investigation of a fault or misuse, disclosure to the person concerned, keeping. */
export const auditPurposes = ["audit", "investigation", "disclosure", "keeping"] as const;

const auditExport = method({
  name: "audit.export",
  need: "audit.read",
  effect: "reads",
  audited: "call",
  summary: {
    en: "A signed slice of the audit log as JSON Lines, which `madoguchi verify --audit` judges without the daemon (R-LOG-07).",
    ja: "監査ログの一部を署名付きJSON Linesとして書き出す。`madoguchi verify --audit` により単独で検証できる。",
  },
  params: z.strictObject({
    purpose: z.enum(auditPurposes),
    after: count.optional(),
    limit: z.int().min(1).max(5000).optional(),
  }),
  result: z.object({
    lines: z.string(),
    /** Rows that are shown; those of other municipalities are there by their hash alone. */
    rows: count,
    /** The last row that the slice reaches to: `after` of the next call when there are more. */
    through: count,
    more: z.boolean(),
  }),
});

const auditReport = method({
  name: "audit.report",
  need: "audit.read",
  effect: "reads",
  audited: "call",
  summary: {
    en: "The log-audit report that the municipality's regulation asks for: what happened since the last one, how often, whether the log is whole, and by how many days the report comes late (R-OPS-03).",
    ja: "規定に基づくログ監査報告。前回以降の件数、ログの完全性、報告の遅れ(日数)を返す。",
  },
  params: z.strictObject({
    /** Since the last report when absent, or since the first row. */
    from: moment.optional(),
    /** Until now when absent. */
    to: moment.optional(),
  }),
  result: z.object({
    from: moment,
    to: moment,
    lastReport: moment.optional(),
    /** How often a report is due. */
    everyDays: count,
    /** More than 0: a report was missed. */
    daysLate: count,
    chain: z.object({
      ok: z.boolean(),
      signedThrough: count,
      broken: z.object({ sequence: count, reason: z.string() }).optional(),
    }),
    counts: z.array(z.object({ event: z.string(), outcome, code: z.string().optional(), count })),
  }),
});

const auditPublicKey = method({
  name: "audit.publicKey",
  need: "audit.read",
  effect: "reads",
  audited: "call",
  summary: {
    en: "The public key that the audit log's heads are signed under; keep it outside the machine.",
    ja: "監査ログの署名を検証する公開鍵を取得する(本機の外で保管する)。",
  },
  params: z.strictObject({}),
  result: z.object({ keyId: z.string(), algorithm: z.string(), publicKey: z.string() }),
});

export const auditMethods = {
  "audit.list": auditList,
  "audit.history": auditHistory,
  "audit.verify": auditVerify,
  "audit.export": auditExport,
  "audit.report": auditReport,
  "audit.publicKey": auditPublicKey,
} as const;
