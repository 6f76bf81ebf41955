import type { Migration } from "./migrate.js";

/** The three login methods of a municipality: which one it has, its operator cards, its sealed fingerprint templates (R-OPR-04, R-OPR-05, R-OPR-06). */
export const loginMethods: Migration = {
  name: "0012-login-methods",
  async up(knex) {
    await knex.schema.createTable("loginMethods", (table) => {
      table.text("municipality").primary();
      for (const column of ["method", "changedBy"]) table.text(column).notNullable();
      table.bigInteger("changedAt").notNullable();
    });
    await knex.schema.createTable("operatorCards", (table) => {
      for (const column of ["municipality", "cardId", "operatorId", "state", "changedBy"]) {
        table.text(column).notNullable();
      }
      table.bigInteger("changedAt").notNullable();
      table.primary(["municipality", "cardId"]);
    });
    await knex.schema.createTable("fingerprints", (table) => {
      for (const column of ["municipality", "operatorId", "changedBy"]) table.text(column).notNullable();
      table.binary("sealed").notNullable();
      table.bigInteger("changedAt").notNullable();
      table.primary(["municipality", "operatorId"]);
    });
  },
};
