import type { Knex } from "knex";
import { fieldOf } from "./audit-table.js";
import type { AuditRow } from "./chain.js";

/** Rows that a history has at most. */
export const LONGEST_HISTORY = 5_000;

const parsed = (rows: readonly { readonly row: string }[]): AuditRow[] => rows.map(({ row }) => JSON.parse(row));

/** Rows of the municipality and those that are of none. */
const visible = (db: Knex, municipality: string) =>
  db("audit").where((either) => either.where({ municipality }).orWhereNull("municipality"));

/** Rows that name one of these ids: as what they are about, alone or among others, or as the card among their facts. */
function naming(db: Knex, municipality: string, ids: readonly string[]) {
  return visible(db, municipality).where((any) => {
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
export async function historyOf(db: Knex, municipality: string, cardId: string, limit: number): Promise<AuditRow[]> {
  const direct = parsed(await naming(db, municipality, [cardId]).select("row"));
  const users = direct.map(({ facts }) => facts["userId"]).filter((id) => typeof id === "string");
  const flows = naming(db, municipality, [cardId, ...new Set(users)]).select("correlationId");
  const rows = await visible(db, municipality)
    .whereIn("correlationId", flows)
    .orderBy("sequence")
    .limit(Math.min(limit, LONGEST_HISTORY))
    .select("row");
  return parsed(rows);
}
