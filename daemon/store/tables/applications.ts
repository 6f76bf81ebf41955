import type { Knex } from "knex";
import type { ApplicationRecord } from "../records.js";
import type { ApplicationRepository } from "../repositories.js";
import { firstRecord, type Row } from "./rows.js";

export function applicationTable(db: Knex): ApplicationRepository {
  const table = () => db<Row>("applications");
  return {
    find: async (id) => firstRecord<ApplicationRecord>(await table().where({ id }), ["recordedAt"]),
    async add(application) {
      await table().insert({ ...application });
    },
    async close(id) {
      await table().where({ id }).update({ state: "done" });
    },
  };
}
