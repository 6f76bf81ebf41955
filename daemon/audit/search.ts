import type { Knex } from "knex";
import { fieldOf } from "./audit-table.js";
import { type AuditView, seenBy } from "./audit-view.js";
import type { AuditRow } from "./chain.js";

export interface AuditQuery {
  readonly after?: number | undefined;
  readonly limit?: number | undefined;
  readonly correlationId?: string | undefined;
  readonly target?: string | undefined;
  readonly actor?: string | undefined;
  /** The event, or the beginning of it that ends in a dot: `cardApps.`. */
  readonly event?: string | undefined;
  readonly outcome?: string | undefined;
  /** Moments, ISO 8601 in UTC: from the first on, and before the second. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Only rows that may be seen; all when absent. */
  readonly view?: AuditView | undefined;
}

/** Rows that one search looks at before others have their turn: a search through years must not hold up a glance at today. */
const SPAN = 20_000;

/**
 * Rows up to `end` that fit, in order. What an index answers is one query; any other search goes through the log span after span, and stops
 * where it has found enough.
 */
export async function searchRows(
  db: Knex,
  { after = 0, limit = 100, ...wanted }: AuditQuery,
  end: number,
): Promise<readonly AuditRow[]> {
  const { correlationId, target } = wanted;
  const span = correlationId === undefined && target === undefined ? SPAN : end;
  const found: AuditRow[] = [];
  const kept: { sequence: number } | undefined = await db("audit").orderBy("sequence").first("sequence");
  for (let from = Math.max(after, (kept?.sequence ?? 1) - 1); from < end && found.length < limit; from += span) {
    const rows = db("audit")
      .where("sequence", ">", from)
      .where("sequence", "<=", Math.min(from + span, end));
    narrow(rows, wanted);
    const page: { row: string }[] = await rows
      .orderBy("sequence")
      .limit(limit - found.length)
      .select("row");
    found.push(...page.map(({ row }) => JSON.parse(row) as AuditRow));
  }
  return found;
}

function narrow(rows: Knex.QueryBuilder, wanted: AuditQuery): void {
  const { correlationId, target, event, from, to, view } = wanted;
  if (correlationId !== undefined) rows.where({ correlationId });
  if (target !== undefined) rows.where({ target });
  for (const field of ["actor", "outcome"] as const) {
    const value = wanted[field];
    if (value !== undefined) rows.whereRaw(`${fieldOf(field)} = ?`, value);
  }
  if (event?.endsWith(".")) rows.whereRaw(`instr(${fieldOf("event")}, ?) = 1`, event);
  else if (event !== undefined) rows.whereRaw(`${fieldOf("event")} = ?`, event);
  if (from !== undefined) rows.whereRaw(`${fieldOf("at")} >= ?`, new Date(from).toISOString());
  if (to !== undefined) rows.whereRaw(`${fieldOf("at")} < ?`, new Date(to).toISOString());
  if (view !== undefined) seenBy(view)(rows);
}
