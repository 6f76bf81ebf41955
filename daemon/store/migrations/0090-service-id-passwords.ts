import type { Migration } from "./migrate.js";

/** The password of a service-use ID, as a salted hash, and the count of wrong ones (R-DATA-07). */
export const serviceIdPasswords: Migration = {
  name: "0090-service-id-passwords",
  async up(knex) {
    await knex.schema.alterTable("serviceIds", (table) => {
      table.text("passwordHash");
      table.integer("failures").notNullable().defaultTo(0);
      table.bigInteger("lockedUntil").notNullable().defaultTo(0);
    });
  },
};
