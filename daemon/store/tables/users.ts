import type { Knex } from "knex";
import type { UserRecord } from "../records.js";
import type { UserRepository } from "../repositories.js";
import { firstRecord, type Row } from "./rows.js";

const NUMBERS = ["registeredAt"] as const;

export function userTable(db: Knex): UserRepository {
  const table = () => db<Row>("users");
  return {
    find: async (id) => firstRecord<UserRecord>(await table().where({ id }), NUMBERS),
    findByCard: async (municipality, cardId) =>
      firstRecord<UserRecord>(await table().where({ municipality, cardId }), NUMBERS),
    async add(user) {
      await table().insert({ ...user });
    },
  };
}
