import type { Knex } from "knex";
import { fieldOf } from "./audit-table.js";
import { type AuditView, seenBy } from "./audit-view.js";
import type { AuditRow } from "./chain.js";

/** Rows that a history has at most. */
export const LONGEST_HISTORY = 5_000;

const parsed = (rows: readonly { readonly row: string }[]): AuditRow[] => rows.map(({ row }) => JSON.parse(row));

const visible = (db: Knex, view: AuditView) => {
  const rows = db("audit");
  seenBy(view)(rows);
  return rows;
};

/** Rows that name one of these ids: as what they are about, alone or among others, or as the card among their facts. */
function naming(db: Knex, view: AuditView, ids: readonly string[]) {
  return visible(db, view).where((any) => {
    any.whereIn("target", ids);
    for (const id of ids) {
      any.orWhereRaw(`${fieldOf("facts.cardId")} = ?`, id);
      any.orWhereRaw("(target LIKE '%,%' AND instr(',' || target || ',', ?) > 0)", `,${id},`);
    }
  });
}

/**
 * Everything that happened to one card, as far as one municipality may see it, in order: rows that name the card or a user whose card
 * it was, and with each of them every row of the same flow, joined by its correlation id (R-LOG-04).
 */
export async function historyOf(db: Knex, view: AuditView, cardId: string, limit: number): Promise<AuditRow[]> {
  const users: { id: unknown }[] = await naming(db, view, [cardId]).select(
    db.raw(`DISTINCT ${fieldOf("facts.userId")} AS id`),
  );
  const named = users.map(({ id }) => id).filter((id) => typeof id === "string");
  const flows = naming(db, view, [cardId, ...named]).select("correlationId");
  const rows = await visible(db, view)
    .whereIn("correlationId", flows)
    .orderBy("sequence")
    .limit(Math.min(limit, LONGEST_HISTORY))
    .select("row");
  return parsed(rows);
}
