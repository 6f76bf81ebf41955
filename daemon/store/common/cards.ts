import type { Knex } from "knex";
import type { CardRecord } from "../records.js";
import type { CardRepository, StopMark, StopMarkRepository } from "../repositories.js";
import { firstRecord, type Row } from "../rows.js";

export function cardTable(db: Knex): CardRepository {
  const table = () => db<Row>("cards");
  return {
    find: async (cardId) => firstRecord<CardRecord>(await table().where({ cardId }), ["seenAt"]),
    async save(card) {
      await table()
        .insert({ ...card })
        .onConflict("cardId")
        .merge();
    },
  };
}

export function stopMarkTable(db: Knex): StopMarkRepository {
  return {
    of: async (cardId) =>
      firstRecord<StopMark>(
        await db<Row>("stops").select("cardId", "municipality", "reason").where({ cardId }).orderBy("setAt").limit(1),
      ),
  };
}
