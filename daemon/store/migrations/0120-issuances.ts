import type { Migration } from "./migrate.js";

/** Certificates that were asked for at the counter (窓口交付機能), from before the issuing server was asked until they were handed out. */
export const issuances: Migration = {
  name: "0120-issuances",
  async up(knex) {
    await knex.schema.createTable("issuances", (table) => {
      for (const column of ["municipality", "requestId", "serviceId", "cardId", "kind", "state"]) {
        table.text(column).notNullable();
      }
      table.text("serial");
      for (const column of ["operatorId", "correlationId"]) table.text(column).notNullable();
      for (const column of ["askedAt", "changedAt"]) table.bigInteger(column).notNullable();
      table.primary(["municipality", "requestId"]);
      table.index(["municipality", "state"]);
    });
  },
};
