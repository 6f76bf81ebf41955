import type { Migration } from "./migrate.js";

/** Added items (R-TUNE-04) and why a resident is gone; a search goes through one municipality's names and never through all (R-PRIV-11). */
export const residentItems: Migration = {
  name: "0020-resident-items",
  async up(knex) {
    await knex.schema.alterTable("residents", (table) => {
      table.text("leaving");
      table.text("items");
      table.dropIndex("name");
      table.dropIndex("kana");
      table.index(["municipality", "name"]);
      table.index(["municipality", "kana"]);
    });
  },
};
