import type { Knex } from "knex";
import { type Migration, migrate } from "../store/migrations/migrate.js";
import { openSqlite } from "../store/sqlite.js";

/**
 * The log has a database file of its own, so that it can be kept, copied and made read-only apart from the data.
 * Each row is stored as its JSON, with the columns that one searches by beside it.
 */
const firstTable: Migration = {
  name: "0001-audit",
  async up(knex) {
    await knex.schema.createTable("audit", (table) => {
      table.integer("sequence").primary();
      table.text("correlationId").notNullable().index();
      table.text("target").index();
      table.text("municipality").index();
      table.text("row").notNullable();
    });
    // Refused by the database itself, not only by the code above it; removing a trigger leaves the chain to tell.
    for (const act of ["UPDATE", "DELETE"]) {
      await knex.raw(
        `CREATE TRIGGER audit_no_${act.toLowerCase()} BEFORE ${act} ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END`,
      );
    }
  },
};

/** Opens the log's database file, made when needed. */
export async function openAuditDatabase(file: string): Promise<Knex> {
  const knex = await openSqlite(file);
  try {
    await migrate(knex, [firstTable]);
    return knex;
  } catch (error) {
    await knex.destroy();
    throw error;
  }
}
