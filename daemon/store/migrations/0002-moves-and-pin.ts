import type { Migration } from "./migrate.js";

/** Move continuation (R-MOVE) and the count of wrong PINs over all channels (R-PIN-09). */
export const movesAndPin: Migration = {
  name: "0002-moves-and-pin",
  async up(knex) {
    await knex.schema.alterTable("residents", (table) => {
      table.text("movedOut");
    });
    await knex.schema.alterTable("applications", (table) => {
      table.text("aid");
    });
    await knex.schema.alterTable("applications", (table) => {
      table.setNullable("serviceId");
    });
    await knex.schema.alterTable("journal", (table) => {
      table.text("fromMunicipality");
      table.text("ticketId");
    });
    await knex.schema.createTable("tickets", (table) => {
      table.text("id").primary();
      for (const column of ["municipality", "issuer", "cardId", "state", "sealed"]) table.text(column).notNullable();
      table.bigInteger("changedAt").notNullable();
    });
    await knex.schema.createTable("pinTries", (table) => {
      table.text("cardId").notNullable();
      table.text("aid").notNullable();
      table.integer("tries").notNullable();
      table.boolean("locked").notNullable();
      table.bigInteger("changedAt").notNullable();
      table.primary(["cardId", "aid"]);
    });
  },
};
