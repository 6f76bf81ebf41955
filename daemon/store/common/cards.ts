import type { Knex } from "knex";
import type { CardRecord, CardStatusRecord } from "../records.js";
import type { CardRepository, CardStatusRepository, StopMark, StopMarkRepository } from "../repositories.js";
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

export function cardStatusTable(db: Knex): CardStatusRepository {
  const table = () => db<Row>("cardStatus");
  return {
    find: async (cardId) => firstRecord<CardStatusRecord>(await table().where({ cardId }), ["sequence", "askedAt"]),
    async save(status) {
      await table()
        .insert({ ...status })
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
