import type { Migration } from "./migrate.js";

/** How each state was learnt and as of when, how far the CS's feed was followed, and the last status file of each municipality (R-DATA-13, X-32). */
export const cardStatusSources: Migration = {
  name: "0030-card-status-sources",
  async up(knex) {
    await knex.schema.alterTable("cardStatus", (table) => {
      table.renameColumn("askedAt", "asOf");
      // What there is so far the CS itself has answered.
      table.text("source").notNullable().defaultTo("live");
    });
    await knex.schema.createTable("csFeed", (table) => {
      table.integer("id").primary();
      table.bigInteger("sequence").notNullable();
    });
    await knex.schema.createTable("statusFiles", (table) => {
      table.text("municipality").primary();
      table.bigInteger("sequence").notNullable();
      table.bigInteger("asOf").notNullable();
      table.bigInteger("importedAt").notNullable();
    });
  },
};
