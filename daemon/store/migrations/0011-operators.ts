import type { Migration } from "./migrate.js";

/** In-business ids (業務内ID) that are defined apart from being registered, and rights that are withdrawn from one operator (R-OPR-07, R-OPR-08). */
export const operators: Migration = {
  name: "0011-operators",
  async up(knex) {
    await knex.schema.alterTable("operators", (table) => {
      table.text("state").notNullable().defaultTo("registered");
      table.text("withdrawn").notNullable().defaultTo("[]");
    });
  },
};
