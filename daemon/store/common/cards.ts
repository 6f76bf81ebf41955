import type { Connections } from "../connections.js";
import type { CardRecord } from "../records.js";
import type { CardRepository, StopMark, StopMarkRepository } from "../repositories.js";
import { firstRecord, type Row } from "../rows.js";

export function cardTable(db: Connections): CardRepository {
  return {
    find: async (cardId) => firstRecord<CardRecord>(await db.read<Row>("cards").where({ cardId }), ["seenAt"]),
    async save(card) {
      await db.write((knex) =>
        knex<Row>("cards")
          .insert({ ...card })
          .onConflict("cardId")
          .merge(),
      );
    },
  };
}

export function stopMarkTable(db: Connections): StopMarkRepository {
  return {
    of: async (cardId) =>
      firstRecord<StopMark>(
        await db
          .read<Row>("stops")
          .select("cardId", "municipality", "reason")
          .where({ cardId })
          .orderBy("setAt")
          .limit(1),
      ),
  };
}
