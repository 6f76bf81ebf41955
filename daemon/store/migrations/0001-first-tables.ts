import type { Migration } from "./migrate.js";

/** Tables of the first release. Moments are milliseconds since 1970, hence bigInteger. */
export const firstTables: Migration = {
  name: "0001-first-tables",
  async up(knex) {
    await knex.schema.createTable("operators", (table) => {
      table.text("municipality").notNullable();
      table.text("id").notNullable();
      table.text("name").notNullable();
      table.text("roles").notNullable();
      table.text("passwordHash").notNullable();
      table.integer("failures").notNullable();
      table.bigInteger("lockedUntil").notNullable();
      table.primary(["municipality", "id"]);
    });
    await knex.schema.createTable("residents", (table) => {
      table.text("municipality").notNullable();
      table.text("residentId").notNullable();
      table.text("name").notNullable().index();
      table.text("kana").notNullable().index();
      table.text("address").notNullable();
      table.text("birth").notNullable();
      table.text("sex").notNullable();
      table.bigInteger("sequence").notNullable();
      table.primary(["municipality", "residentId"]);
    });
    await knex.schema.createTable("importSequences", (table) => {
      table.text("municipality").primary();
      table.bigInteger("sequence").notNullable();
    });
    await knex.schema.createTable("users", (table) => {
      table.text("id").primary();
      table.text("municipality").notNullable();
      table.text("residentId").notNullable();
      table.text("cardId").notNullable();
      table.text("registeredBy").notNullable();
      table.bigInteger("registeredAt").notNullable();
      table.unique(["municipality", "cardId"]);
      table.foreign(["municipality", "residentId"]).references(["municipality", "residentId"]).inTable("residents");
    });
    await knex.schema.createTable("applications", (table) => {
      table.text("id").primary();
      table.text("municipality").notNullable();
      table.text("userId").notNullable().references("id").inTable("users");
      table.text("serviceId").notNullable();
      table.text("kind").notNullable();
      table.text("recordedBy").notNullable();
      table.bigInteger("recordedAt").notNullable();
      table.text("state").notNullable();
    });
    await knex.schema.createTable("registrations", (table) => {
      table.text("id").primary();
      table.text("municipality").notNullable();
      table.text("userId").notNullable().references("id").inTable("users");
      table.text("cardId").notNullable();
      table.text("serviceId").notNullable();
      table.text("aid").notNullable();
      table.text("state").notNullable();
      table.bigInteger("changedAt").notNullable();
      // Two live registrations of one card for one service cannot be, whatever the code above does.
      table.unique(["cardId", "serviceId"], {
        indexName: "registrations_one_live",
        predicate: knex.whereRaw("state <> 'withdrawn'"),
      });
    });
    await knex.schema.createTable("cards", (table) => {
      table.text("cardId").primary();
      table.text("kind").notNullable();
      table.text("dialect").notNullable();
      table.text("issuerMunicipality");
      table.text("expiry");
      table.bigInteger("seenAt").notNullable();
    });
    await knex.schema.createTable("cardStatus", (table) => {
      table.text("cardId").primary();
      table.text("state").notNullable();
      table.bigInteger("sequence").notNullable();
      table.bigInteger("askedAt").notNullable();
    });
    await knex.schema.createTable("stops", (table) => {
      table.text("cardId").primary();
      table.text("municipality").notNullable();
      table.text("reason").notNullable();
      table.text("setBy").notNullable();
      table.bigInteger("setAt").notNullable();
    });
    await knex.schema.createTable("masterKeys", (table) => {
      table.text("use").notNullable();
      table.text("municipality").notNullable();
      table.text("keyId").notNullable();
      table.integer("generation").notNullable();
      table.binary("wrapped").notNullable();
      table.text("checkValue").notNullable();
      table.bigInteger("registeredAt").notNullable();
      table.primary(["use", "municipality", "keyId", "generation"]);
    });
    await knex.schema.createTable("journal", (table) => {
      table.text("id").primary();
      table.text("municipality").notNullable();
      table.text("cardId").notNullable();
      table.text("operation").notNullable();
      table.text("state").notNullable();
      table.text("step").notNullable();
      for (const column of ["aid", "serviceId", "userId", "applicationId", "registrationId"]) table.text(column);
      table.text("operatorId").notNullable();
      table.text("correlationId").notNullable();
      table.bigInteger("startedAt").notNullable();
      table.bigInteger("changedAt").notNullable();
      table.index(["cardId", "state"]);
    });
  },
};
