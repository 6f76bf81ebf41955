import type { Knex } from "knex";
import type { PinTriesRecord } from "../records.js";
import type { PinTriesRepository } from "../repositories.js";
import { firstRecord, type Row } from "../rows.js";

export function pinTriesTable(db: Knex): PinTriesRepository {
  const table = () => db<Row>("pinTries");
  return {
    async of(cardId, aid) {
      const record = firstRecord<PinTriesRecord>(await table().where({ cardId, aid }), ["tries", "changedAt"]);
      return record === undefined ? undefined : { ...record, locked: Boolean(record.locked) };
    },
    async save(tries) {
      await table()
        .insert({ ...tries })
        .onConflict(["cardId", "aid"])
        .merge();
    },
    async clear(cardId, aid) {
      await table().where({ cardId, aid }).delete();
    },
  };
}
