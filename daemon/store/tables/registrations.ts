import type { Knex } from "knex";
import type { RegistrationRecord } from "../records.js";
import type { RegistrationRepository } from "../repositories.js";
import { firstRecord, type Row } from "./rows.js";

const NUMBERS = ["changedAt"] as const;

export function registrationTable(db: Knex): RegistrationRepository {
  const table = () => db<Row>("registrations");
  return {
    find: async (id) => firstRecord<RegistrationRecord>(await table().where({ id }), NUMBERS),
    live: async (cardId, serviceId) =>
      firstRecord<RegistrationRecord>(
        await table().where({ cardId, serviceId }).whereNot({ state: "withdrawn" }),
        NUMBERS,
      ),
    async add(registration) {
      await table().insert({ ...registration });
    },
    async setState(id, state, changedAt) {
      await table().where({ id }).update({ state, changedAt });
    },
  };
}
