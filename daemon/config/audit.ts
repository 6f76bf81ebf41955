import { z } from "zod";

/** Seven years with their leap days. */
const SEVEN_YEARS = 2_557;

/** How long logs are kept, how often the audit log's head is signed, and where else its heads go. */
export const auditConfig = z.strictObject({
  /** Days that rows of the audit log are kept. */
  retentionDays: z.int().min(365).max(36_525).default(SEVEN_YEARS),
  /** Days that lines of the failure-analysis log are kept. */
  failureDays: z.int().min(7).max(3_653).default(90),
  /** Rows after which a head is signed, beside those of each start, stop and day. */
  headEvery: z.int().min(1).max(100_000).default(1_000),
  /** Days after which the municipality's regulation asks for the next report of the log (R-OPS-03). */
  reportDays: z.int().min(1).max(366).default(31),
  /**
   * The municipality whose auditors also see the rows that are of none: starts and stops, readers, the link to the CS, logins of nobody who
   * is known. On a system of one municipality it is that one; on one of several nobody sees them until it is named (R-SHARE-01).
   */
  systemMunicipality: z
    .string()
    .regex(/^\d{5}$/, { error: "five digits in quotes, without the check digit" })
    .optional(),
  /** A file, best on another disk or machine, that each signed head is added to; audit-heads.jsonl of the data directory when left out. */
  headsFile: z.string().min(1).optional(),
});

export type AuditConfig = z.output<typeof auditConfig>;
