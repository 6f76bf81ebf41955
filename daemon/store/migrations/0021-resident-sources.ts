import type { Migration } from "./migrate.js";

/** What each import was: when, by which way, as of when (R-PRIV-04); and residents whom no file has confirmed yet. */
export const residentSources: Migration = {
  name: "0021-resident-sources",
  async up(knex) {
    await knex.schema.createTable("residentImports", (table) => {
      table.text("municipality").notNullable();
      table.bigInteger("sequence").notNullable();
      for (const column of ["way", "kind"]) table.text(column).notNullable();
      table.bigInteger("asOf");
      table.bigInteger("importedAt").notNullable();
      table.bigInteger("residents").notNullable();
      table.primary(["municipality", "sequence"]);
    });
    await knex.schema.alterTable("importSequences", (table) => {
      table.bigInteger("asOf");
    });
    await knex.schema.alterTable("residents", (table) => {
      table.bigInteger("enteredAt");
      table.text("enteredBy");
      table.index(["municipality"], "residents_by_hand", { predicate: knex.whereNotNull("enteredAt") });
    });
  },
};
