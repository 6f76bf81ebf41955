import type { Migration } from "./migrate.js";

/** Acts that a second operator approves. */
export const approvals: Migration = {
  name: "0010-approvals",
  async up(knex) {
    await knex.schema.createTable("approvals", (table) => {
      table.text("municipality").notNullable();
      table.text("id").notNullable();
      for (const column of ["act", "subject", "reason", "requestedBy", "state"]) table.text(column).notNullable();
      for (const column of ["requestedAt", "expiresAt"]) table.bigInteger(column).notNullable();
      for (const column of ["decidedBy", "decisionReason"]) table.text(column);
      table.bigInteger("decidedAt");
      table.primary(["municipality", "id"]);
    });
  },
};
