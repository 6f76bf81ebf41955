import type { Knex } from "knex";
import { fieldOf } from "./audit-table.js";
import type { AuditRow } from "./chain.js";

const DAY_MS = 86_400_000;

/** How often something happened. */
export interface Count {
  readonly event: string;
  readonly outcome: AuditRow["outcome"];
  readonly code?: string;
  readonly count: number;
}

/** What a municipality's rows of a time come to: each event with its outcome and code, the most frequent first. */
export async function countsOf(db: Knex, municipality: string, from: string, to: string): Promise<Count[]> {
  const rows: { event: string; outcome: AuditRow["outcome"]; code: string | null; count: number }[] = await db("audit")
    .where({ municipality })
    .whereRaw(`${fieldOf("at")} >= ?`, from)
    .whereRaw(`${fieldOf("at")} < ?`, to)
    .whereRaw(`${fieldOf("event")} NOT LIKE '%.begin'`)
    .select(
      db.raw(`${fieldOf("event")} AS event`),
      db.raw(`${fieldOf("outcome")} AS outcome`),
      db.raw(`${fieldOf("code")} AS code`),
      db.raw("COUNT(*) AS count"),
    )
    .groupBy("event", "outcome", "code")
    .orderBy([{ column: "count", order: "desc" }, "event", "outcome", "code"]);
  return rows.map(({ code, ...row }) => ({ ...row, ...(code !== null && { code }) }));
}

/** Moment of a municipality's last report; of its first row where there was none yet. */
export async function lastReport(
  db: Knex,
  municipality: string,
): Promise<{ at: string; isReport: boolean } | undefined> {
  const of = () => db("audit").where({ municipality });
  const report: { row: string } | undefined = await of()
    .whereRaw(`${fieldOf("event")} = 'audit.report' AND ${fieldOf("outcome")} = 'ok'`)
    .orderBy("sequence", "desc")
    .first("row");
  if (report !== undefined) return { at: JSON.parse(report.row).at, isReport: true };
  const first: { row: string } | undefined = await of().orderBy("sequence").first("row");
  return first === undefined ? undefined : { at: JSON.parse(first.row).at, isReport: false };
}

/** Whole days by which a report comes late that was due so many days after the last one. */
export function daysLate(last: string, now: number, everyDays: number): number {
  return Math.max(0, Math.floor((now - Date.parse(last)) / DAY_MS) - everyDays);
}
