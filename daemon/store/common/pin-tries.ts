import type { Connections } from "../connections.js";
import type { PinTriesRecord } from "../records.js";
import type { PinTriesRepository } from "../repositories.js";
import { firstRecord, type Row } from "../rows.js";

export function pinTriesTable(db: Connections): PinTriesRepository {
  return {
    async of(cardId, aid) {
      const record = firstRecord<PinTriesRecord>(await db.read<Row>("pinTries").where({ cardId, aid }), [
        "tries",
        "changedAt",
      ]);
      return record === undefined ? undefined : { ...record, locked: Boolean(record.locked) };
    },
    async save(tries) {
      await db.write((knex) =>
        knex<Row>("pinTries")
          .insert({ ...tries })
          .onConflict(["cardId", "aid"])
          .merge(),
      );
    },
    async clear(cardId, aid) {
      await db.write((knex) => knex<Row>("pinTries").where({ cardId, aid }).delete());
    },
  };
}
