import { join } from "node:path";
import { openSqlite } from "#daemon/store/sqlite.js";

/** What a daemon keeps in its store, and what its audit log says of one call. */
export interface Kept {
  /** Every row of every table; with a municipality, its rows alone. */
  rows(municipality?: string): Promise<string>;
  audited(correlationId: string): Promise<readonly AuditedRow[]>;
  close(): Promise<void>;
}

export interface AuditedRow {
  readonly event: string;
  readonly outcome: string;
  readonly code?: string;
  readonly actor?: string;
  readonly municipality?: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Looks into the files of a running daemon, beside it. */
export async function openKept(data: string): Promise<Kept> {
  const store = await openSqlite(join(data, "madoguchi.sqlite"));
  const audit = await openSqlite(join(data, "audit.sqlite"));
  const tables: string[] = await store("sqlite_master").where({ type: "table" }).pluck("name").orderBy("name");
  return {
    async rows(municipality) {
      const dump: unknown[] = [];
      for (const table of tables) {
        if (municipality === undefined) dump.push(table, await store(table));
        else if (Object.hasOwn(await store(table).columnInfo(), "municipality"))
          dump.push(table, await store(table).where({ municipality }));
      }
      return JSON.stringify(dump);
    },
    async audited(correlationId) {
      const rows: { row: string }[] = await audit("audit").where({ correlationId }).orderBy("sequence").select("row");
      return rows.map(({ row }) => JSON.parse(row) as AuditedRow);
    },
    async close() {
      await store.destroy();
      await audit.destroy();
    },
  };
}
