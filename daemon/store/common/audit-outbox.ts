import type { Connections } from "../connections.js";
import type { WaitingRow } from "../records.js";
import type { AuditOutboxRepository } from "../repositories.js";
import { type Row, toRecord } from "../rows.js";

export function auditOutboxTable(db: Connections): AuditOutboxRepository {
  return {
    async add(row) {
      await db.write((knex) => knex<Row>("auditOutbox").insert({ ...row }));
    },
    async waiting(limit) {
      const rows = await db.read<Row>("auditOutbox").orderBy("number").limit(limit);
      return rows.map((row) => toRecord<WaitingRow>(row, ["number", "at"]));
    },
    async remove(numbers) {
      await db.write((knex) =>
        knex<Row>("auditOutbox")
          .whereIn("number", [...numbers])
          .delete(),
      );
    },
  };
}
