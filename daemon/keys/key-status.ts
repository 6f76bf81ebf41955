import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Knex } from "knex";
import type { Config } from "../config/schema.js";
import { readOnlySqlite } from "../store/read-only.js";
import type { InitialSettingRecord, MasterKeyRecord } from "../store/records.js";
import type { SettingState } from "./initial-setting.js";
import { readStamp, STAMP_FILE } from "./key-store.js";
import { wrappedUnder } from "./wrapping.js";

/** What may be known of the keys of a data directory without opening any: no key-encryption key is asked for. */
export interface KeyStatus {
  /** Id of the key-encryption key; absent in a directory from before it was named. */
  readonly kek?: string;
  readonly rotatingFrom?: string;
  readonly municipalities: readonly {
    readonly code: string;
    readonly setting: SettingState;
    readonly keys: readonly (Pick<MasterKeyRecord, "use" | "municipality" | "keyId" | "generation" | "checkValue"> & {
      /** Id of the key-encryption key that it is under, where it tells. */
      readonly under?: string;
    })[];
  }[];
}

async function rowsOf<T>(db: Knex | undefined, table: string): Promise<readonly T[]> {
  if (db === undefined || !(await db.schema.hasTable(table))) return [];
  return db(table).select();
}

/** Reads it, also while a daemon runs on the directory; changes nothing. Throws `keys.damaged`. */
export async function keyStatus({ data, municipalities }: Pick<Config, "data" | "municipalities">): Promise<KeyStatus> {
  const stamp = await readStamp(join(data, STAMP_FILE));
  const file = join(data, "madoguchi.sqlite");
  const db = existsSync(file) ? readOnlySqlite(file) : undefined;
  try {
    const records = await rowsOf<MasterKeyRecord>(db, "masterKeys");
    const settings = await rowsOf<InitialSettingRecord>(db, "initialSettings");
    return {
      ...(stamp && { kek: stamp.kek }),
      ...(stamp?.rotatingFrom && { rotatingFrom: stamp.rotatingFrom }),
      municipalities: municipalities.map(({ code, predecessors }) => {
        const homes = [code, ...predecessors.map((former) => former.code)];
        return {
          code,
          setting: settings.find(({ municipality }) => municipality === code)?.state ?? "open",
          keys: records
            .filter(({ municipality }) => homes.includes(municipality))
            .map(({ use, municipality, keyId, generation, checkValue, wrapped }) => {
              const under = wrappedUnder(wrapped);
              return { use, municipality, keyId, generation, checkValue, ...(under && { under }) };
            }),
        };
      }),
    };
  } finally {
    await db?.destroy();
  }
}
