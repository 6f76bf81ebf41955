import type { Migration } from "./migrate.js";

/**
 * How far each municipality's initial setting is (R-SYS-20). One that has its area keys from before was set up by its configuration, and
 * counts as initialised: nothing that works stops working.
 */
export const initialSettings: Migration = {
  name: "0050-initial-settings",
  async up(knex) {
    await knex.schema.createTable("initialSettings", (table) => {
      table.text("municipality").primary();
      for (const column of ["state", "changedBy"]) table.text(column).notNullable();
      table.bigInteger("changedAt").notNullable();
    });
    await knex.raw(
      `INSERT INTO "initialSettings" ("municipality", "state", "changedBy", "changedAt")
       SELECT "municipality", 'initialised', 'the configuration', MAX("registeredAt")
       FROM "masterKeys" WHERE "use" = 'area' GROUP BY "municipality"`,
    );
  },
};
