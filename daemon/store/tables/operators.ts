import type { Knex } from "knex";
import type { OperatorRecord } from "../records.js";
import type { OperatorRepository } from "../repositories.js";
import { type Row, toRecord } from "./rows.js";

function fromRow(row: Row): OperatorRecord {
  const record = toRecord<OperatorRecord>(row, ["failures", "lockedUntil"]);
  return { ...record, roles: JSON.parse(row["roles"] as string) };
}

export function operatorTable(db: Knex): OperatorRepository {
  const table = () => db<Row>("operators");
  return {
    async find(municipality, id) {
      const [row] = await table().where({ municipality, id });
      return row === undefined ? undefined : fromRow(row);
    },
    async save(operator) {
      await table()
        .insert({ ...operator, roles: JSON.stringify(operator.roles) })
        .onConflict(["municipality", "id"])
        .merge();
    },
    async remove(municipality, id) {
      await table().where({ municipality, id }).delete();
    },
  };
}
