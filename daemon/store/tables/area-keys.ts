import type { Knex } from "knex";
import type { AreaKeyRecord } from "../records.js";
import type { AreaKeyRepository } from "../repositories.js";
import { firstRecord, type Row, toRecord } from "./rows.js";

const NUMBERS = ["generation", "registeredAt"] as const;

export function areaKeyTable(db: Knex): AreaKeyRepository {
  const table = () => db<Row>("areaKeys");
  return {
    find: async (municipality, keyId, generation) =>
      firstRecord<AreaKeyRecord>(await table().where({ municipality, keyId, generation }), NUMBERS),
    ofMunicipality: async (municipality) =>
      (await table().where({ municipality }).orderBy(["registeredAt", "generation"])).map((row) =>
        toRecord<AreaKeyRecord>(row, NUMBERS),
      ),
    async add(key) {
      await table().insert({ ...key, wrapped: Buffer.from(key.wrapped) });
    },
  };
}
