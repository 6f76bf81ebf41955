import type { Knex } from "knex";
import type { CardRecord, CardStatusRecord, StopRecord } from "../records.js";
import type { CardRepository, CardStatusRepository, StopRepository } from "../repositories.js";
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

export function stopTable(db: Knex): StopRepository {
  const table = () => db<Row>("stops");
  return {
    of: async (cardId) => firstRecord<StopRecord>(await table().where({ cardId }), ["setAt"]),
    async set(stop) {
      await table()
        .insert({ ...stop })
        .onConflict("cardId")
        .merge();
    },
    async lift(cardId) {
      await table().where({ cardId }).delete();
    },
  };
}
