import type { Connections } from "../connections.js";
import type { CardStatusRecord } from "../records.js";
import type { CardStatusRepository, CsFeedRepository } from "../repositories.js";
import { firstRecord, type Row, toRecord } from "../rows.js";

const NUMBERS = ["sequence", "asOf"] as const;
/** Cards that one statement asks for or writes. */
const BATCH = 500;
/** There is one CS, and so one place in its feed. */
const FEED = 1;

/** One row for a card, by its key: a second current state of it cannot be (R-DATA-13). */
export function cardStatusTable(db: Connections): CardStatusRepository {
  return {
    find: async (cardId) => firstRecord<CardStatusRecord>(await db.read<Row>("cardStatus").where({ cardId }), NUMBERS),
    async findAll(cardIds) {
      const found: CardStatusRecord[] = [];
      for (let at = 0; at < cardIds.length; at += BATCH) {
        const rows = await db.read<Row>("cardStatus").whereIn("cardId", cardIds.slice(at, at + BATCH));
        found.push(...rows.map((row) => toRecord<CardStatusRecord>(row, NUMBERS)));
      }
      return found;
    },
    async confirm({ cardId, state, sequence, ...word }) {
      const known = { cardId, state, sequence };
      return (await db.write((knex) => knex<Row>("cardStatus").where(known).update(word))) > 0;
    },
    async put(states) {
      for (let at = 0; at < states.length; at += BATCH) {
        await db.write((knex) =>
          knex<Row>("cardStatus")
            .insert(states.slice(at, at + BATCH).map((state) => ({ ...state })))
            .onConflict("cardId")
            .merge()
            // Whatever the code above it thought: of two words of the CS the older one never stands (R-CRYPT-05).
            .whereRaw("excluded.sequence >= ??.sequence", ["cardStatus"]),
        );
      }
    },
  };
}

export function csFeedTable(db: Connections): CsFeedRepository {
  return {
    position: async () => Number((await db.read<Row>("csFeed").where({ id: FEED }))[0]?.["sequence"] ?? 0),
    async advance(sequence) {
      await db.write((knex) => knex<Row>("csFeed").insert({ id: FEED, sequence }).onConflict("id").merge());
    },
  };
}
