import type { Migration } from "./migrate.js";

/** Each municipality's own stops, beside one another, and the service-use IDs that a report of loss stops with the card (R-STOP-03). */
export const ownStops: Migration = {
  name: "0060-stops",
  async up(knex) {
    await knex.schema.renameTable("stops", "stopsBefore");
    await knex.schema.createTable("stops", (table) => {
      table.text("municipality").notNullable();
      table.text("cardId").notNullable().index();
      table.text("reason").notNullable();
      table.text("reportedBy").notNullable();
      table.text("setBy").notNullable();
      table.bigInteger("setAt").notNullable();
      table.primary(["municipality", "cardId"]);
    });
    const columns = ["municipality", "cardId", "reason", "setBy", "setAt"];
    const before = await knex("stopsBefore").select(columns);
    for (const stop of before) await knex("stops").insert({ ...stop, reportedBy: "unknown" });
    await knex.schema.dropTable("stopsBefore");
    await knex.schema.createTable("serviceIds", (table) => {
      table.text("municipality").notNullable();
      table.text("id").notNullable();
      table.text("residentId").notNullable();
      table.text("state").notNullable();
      table.text("reason");
      table.bigInteger("changedAt").notNullable();
      table.primary(["municipality", "id"]);
      table.index(["municipality", "residentId"]);
      table.foreign(["municipality", "residentId"]).references(["municipality", "residentId"]).inTable("residents");
    });
  },
};
