import type { Migration } from "./migrate.js";

/** Bulk loads (連続搭載): the run, and what became of each card that was put in. */
export const bulkLoads: Migration = {
  name: "0041-bulk-loads",
  async up(knex) {
    await knex.schema.createTable("bulkRuns", (table) => {
      table.text("id").primary();
      for (const column of ["municipality", "serviceId", "operatorId", "state"]) table.text(column).notNullable();
      table.integer("total").notNullable();
      table.bigInteger("startedAt").notNullable();
    });
    await knex.schema.createTable("bulkCards", (table) => {
      for (const column of ["municipality", "bulkId", "cardId", "outcome"]) table.text(column).notNullable();
      table.text("code");
      table.bigInteger("changedAt").notNullable();
      table.primary(["municipality", "bulkId", "cardId"]);
    });
  },
};
