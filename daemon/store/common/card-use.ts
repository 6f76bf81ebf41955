import type { Connections } from "../connections.js";
import type { JournalRecord } from "../records.js";
import type { CardUseRepository, WaitingRepository } from "../repositories.js";
import { type Row, toRecord } from "../rows.js";
import { JOURNAL_NUMBERS } from "../tenant/journal.js";

export function waitingTable(db: Connections): WaitingRepository {
  return {
    async onCard(cardId) {
      const rows = await db.read<Row>("journal").where({ cardId, state: "open" }).orderBy(["startedAt", "id"]);
      return rows.map((row) => toRecord<JournalRecord>(row, JOURNAL_NUMBERS));
    },
  };
}

export function cardUseTable(db: Connections): CardUseRepository {
  return {
    async end(cardId, serviceId, changedAt) {
      await db.write((knex) =>
        knex<Row>("registrations")
          .where({ cardId, serviceId })
          .whereNot({ state: "withdrawn" })
          .update({ state: "withdrawn", changedAt }),
      );
    },
  };
}
