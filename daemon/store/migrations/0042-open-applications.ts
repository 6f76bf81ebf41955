import type { Migration } from "./migrate.js";

/** The open application of one user is found without reading everybody's, and so are the users of one resident. */
export const openApplications: Migration = {
  name: "0042-open-applications",
  async up(knex) {
    await knex.schema.alterTable("applications", (table) => table.index(["municipality", "state", "userId"]));
    await knex.schema.alterTable("users", (table) => table.index(["municipality", "residentId"]));
  },
};
