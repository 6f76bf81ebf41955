import type { Migration } from "./migrate.js";

/** What business systems are told of users, and the numbers by which each of them alone knows a user (R-PRIV-10). */
export const handOver: Migration = {
  name: "0040-hand-over",
  async up(knex) {
    await knex.schema.createTable("systemNumbers", (table) => {
      table.text("municipality").notNullable();
      table.text("systemId").notNullable();
      table.text("userId").notNullable().references("id").inTable("users");
      table.text("number").notNullable();
      table.integer("sequence").notNullable();
      table.text("told").notNullable();
      table.primary(["municipality", "systemId", "userId"]);
      table.unique(["systemId", "number"]);
    });
    await knex.schema.createTable("handOvers", (table) => {
      table.text("id").primary();
      for (const column of ["municipality", "systemId", "serviceId"]) table.text(column).notNullable();
      table.text("userId").notNullable().references("id").inTable("users");
      table.text("number").notNullable();
      table.integer("sequence").notNullable();
      for (const column of ["kind", "body", "state"]) table.text(column).notNullable();
      table.integer("attempts").notNullable();
      table.bigInteger("dueAt").notNullable();
      table.text("lastError");
      table.text("correlationId").notNullable();
      table.bigInteger("createdAt").notNullable();
      table.bigInteger("changedAt").notNullable();
      // No system is ever told two things of one user as the same step, whatever the code above does.
      table.unique(["systemId", "number", "sequence"]);
      table.index(["municipality", "state", "systemId"]);
    });
  },
};
