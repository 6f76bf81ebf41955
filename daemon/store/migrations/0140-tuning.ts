import type { Migration } from "./migrate.js";

/** Tuning sets: one draft for each municipality, and every version that was published (R-TUNE-11, R-TUNE-13). */
export const tuning: Migration = {
  name: "0140-tuning",
  async up(knex) {
    await knex.schema.createTable("tuningDrafts", (table) => {
      for (const column of ["municipality", "parameters", "changedBy"]) table.text(column).notNullable();
      for (const column of ["revision", "base"]) table.integer(column).notNullable();
      table.bigInteger("changedAt").notNullable();
      table.primary(["municipality"]);
    });
    await knex.schema.createTable("tuningVersions", (table) => {
      for (const column of ["municipality", "parameters", "hash", "publishedBy", "approvedBy", "reason"]) {
        table.text(column).notNullable();
      }
      table.integer("version").notNullable();
      table.bigInteger("publishedAt").notNullable();
      table.integer("returnedTo");
      table.primary(["municipality", "version"]);
    });
  },
};
