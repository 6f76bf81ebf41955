import type { Knex } from "knex";
import type { ResidentRecord } from "../records.js";
import type { ResidentRepository } from "../repositories.js";
import { firstRecord, type Row, toRecord } from "./rows.js";

const NUMBERS = ["sequence"] as const;
const BATCH = 100;

function beginsWith(term: string): string {
  return `${term.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}

export function residentTable(db: Knex): ResidentRepository {
  const table = () => db<Row>("residents");
  return {
    async find(municipality, residentId) {
      return firstRecord<ResidentRecord>(
        await table().where({ municipality, residentId }).whereNull("movedOut"),
        NUMBERS,
      );
    },
    async search(municipality, query) {
      const rows = table().where({ municipality }).whereNull("movedOut").orderBy("residentId").limit(100);
      if (query.residentId !== undefined) rows.where({ residentId: query.residentId });
      for (const column of ["kana", "name"] as const) {
        const term = query[column];
        if (term !== undefined) rows.whereRaw("?? like ? escape '\\'", [column, beginsWith(term)]);
      }
      return (await rows).map((row) => toRecord<ResidentRecord>(row, NUMBERS));
    },
    async save(residents) {
      for (let i = 0; i < residents.length; i += BATCH) {
        await table()
          .insert(residents.slice(i, i + BATCH).map((resident) => ({ movedOut: null, ...resident })))
          .onConflict(["municipality", "residentId"])
          .merge();
      }
    },
    async sequence(municipality) {
      const [row] = await db<Row>("importSequences").where({ municipality });
      return Number(row?.["sequence"] ?? 0);
    },
    async setSequence(municipality, sequence) {
      await db<Row>("importSequences").insert({ municipality, sequence }).onConflict("municipality").merge();
    },
  };
}
