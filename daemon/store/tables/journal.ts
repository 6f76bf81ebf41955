import type { Knex } from "knex";
import type { JournalRecord } from "../records.js";
import type { JournalRepository } from "../repositories.js";
import { firstRecord, type Row, toRecord } from "./rows.js";

const NUMBERS = ["startedAt", "changedAt"] as const;

export function journalTable(db: Knex): JournalRepository {
  const table = () => db<Row>("journal");
  const records = (rows: readonly Row[]) => rows.map((row) => toRecord<JournalRecord>(row, NUMBERS));
  return {
    find: async (id) => firstRecord<JournalRecord>(await table().where({ id }), NUMBERS),
    openOf: async (cardId) => records(await table().where({ cardId, state: "open" }).orderBy(["startedAt", "id"])),
    open: async (municipality) =>
      records(await table().where({ municipality, state: "open" }).orderBy(["startedAt", "id"])),
    async add(entry) {
      await table().insert({ ...entry });
    },
    async step(id, step, changedAt) {
      await table().where({ id, state: "open" }).update({ step, changedAt });
    },
    async close(id, state, changedAt) {
      await table().where({ id, state: "open" }).update({ state, changedAt });
    },
  };
}
