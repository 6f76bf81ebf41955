import type { Migration } from "./migrate.js";

/** Stops that an import proposed and an operator declined, by the move-out or death that they were about. */
export const stopProposals: Migration = {
  name: "0061-stop-proposals",
  async up(knex) {
    await knex.schema.createTable("declinedStops", (table) => {
      for (const column of ["municipality", "residentId", "movedOut", "declinedBy"]) table.text(column).notNullable();
      table.bigInteger("declinedAt").notNullable();
      table.primary(["municipality", "residentId"]);
    });
  },
};
