import type { Migration } from "./migrate.js";

/** Audit rows that belong to a change in the store, from its commit until the audit log has them (R-LOG-05). */
export const auditOutbox: Migration = {
  name: "0130-audit-outbox",
  async up(knex) {
    await knex.schema.createTable("auditOutbox", (table) => {
      table.increments("number");
      table.bigInteger("at").notNullable();
      table.text("event").notNullable();
    });
  },
};
