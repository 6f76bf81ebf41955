import type { Knex } from "knex";
import type { JournalRecord } from "../records.js";
import type { CardUseRepository, WaitingRepository } from "../repositories.js";
import { type Row, toRecord } from "../rows.js";
import { JOURNAL_NUMBERS } from "../tenant/journal.js";

export function waitingTable(db: Knex): WaitingRepository {
  return {
    async onCard(cardId) {
      const rows = await db<Row>("journal").where({ cardId, state: "open" }).orderBy(["startedAt", "id"]);
      return rows.map((row) => toRecord<JournalRecord>(row, JOURNAL_NUMBERS));
    },
  };
}

export function cardUseTable(db: Knex): CardUseRepository {
  return {
    async end(cardId, serviceId, changedAt) {
      await db<Row>("registrations")
        .where({ cardId, serviceId })
        .whereNot({ state: "withdrawn" })
        .update({ state: "withdrawn", changedAt });
    },
  };
}
