import type { Knex } from "knex";
import { type Migration, migrate } from "../store/migrations/migrate.js";
import { openSqlite } from "../store/sqlite.js";

/** Refused by the database itself, not only by the code above it; removing a trigger leaves the chain to tell. */
const refuse = (table: string, act: "UPDATE" | "DELETE", when = "") =>
  `CREATE TRIGGER ${table}_no_${act.toLowerCase()} BEFORE ${act} ON ${table} ${when} BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END`;

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
    for (const act of ["UPDATE", "DELETE"] as const) await knex.raw(refuse("audit", act));
  },
};

/** Signed heads, and the public keys that they are signed under. Rows can go from here on, but only those that a signed head says have expired. */
const heads: Migration = {
  name: "0070-heads",
  async up(knex) {
    await knex.schema.createTable("head", (table) => {
      table.integer("number").primary();
      table.integer("at").notNullable();
      table.integer("base").notNullable();
      table.text("head").notNullable();
    });
    await knex.schema.createTable("headKey", (table) => {
      table.text("keyId").primary();
      table.text("publicKey").notNullable();
    });
    for (const table of ["head", "headKey"]) {
      for (const act of ["UPDATE", "DELETE"] as const) await knex.raw(refuse(table, act));
    }
    await knex.raw("DROP TRIGGER audit_no_delete");
    const kept = "WHEN OLD.sequence > COALESCE((SELECT MAX(base) FROM head), 0)";
    await knex.raw(refuse("audit", "DELETE", kept));
  },
};

/** A field of a row; nothing where the row is no JSON any more, which is for the chain to tell. */
export const fieldOf = (path: string): string => `CASE WHEN json_valid(row) THEN json_extract(row, '$.${path}') END`;

/** By which the history of one card is found (R-LOG-04): cards named among the facts, and the few rows that are about several things. */
const history: Migration = {
  name: "0071-history",
  async up(knex) {
    await knex.raw(`CREATE INDEX audit_card ON audit (${fieldOf("facts.cardId")})`);
    await knex.raw("CREATE INDEX audit_several ON audit (target) WHERE target LIKE '%,%'");
  },
};

/** Opens the log's database file, made when needed. */
export async function openAuditDatabase(file: string): Promise<Knex> {
  const knex = await openSqlite(file);
  try {
    await migrate(knex, [firstTable, heads, history]);
    return knex;
  } catch (error) {
    await knex.destroy();
    throw error;
  }
}
