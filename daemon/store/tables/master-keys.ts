import type { Knex } from "knex";
import type { MasterKeyRecord } from "../records.js";
import type { MasterKeyRepository } from "../repositories.js";
import { firstRecord, type Row, toRecord } from "./rows.js";

const NUMBERS = ["generation", "registeredAt"] as const;

export function masterKeyTable(db: Knex): MasterKeyRepository {
  const table = () => db<Row>("masterKeys");
  return {
    find: async (use, municipality, keyId, generation) =>
      firstRecord<MasterKeyRecord>(await table().where({ use, municipality, keyId, generation }), NUMBERS),
    ofMunicipality: async (use, municipality) =>
      (await table().where({ use, municipality }).orderBy(["registeredAt", "generation"])).map((row) =>
        toRecord<MasterKeyRecord>(row, NUMBERS),
      ),
    async add(key) {
      await table().insert({ ...key, wrapped: Buffer.from(key.wrapped) });
    },
  };
}
