import type { Knex } from "knex";
import { storeErrors } from "../store-errors.js";

/** One step of the database's history. Once released it is never edited; a change is a new step. */
export interface Migration {
  readonly name: string;
  up(knex: Knex): Promise<void>;
}

/** Brings a database to the newest step; each step is one transaction. Throws `store.not-ours`. */
export async function migrate(knex: Knex, migrations: readonly Migration[]): Promise<void> {
  try {
    await knex.migrate.latest({
      migrationSource: {
        getMigrations: async () => [...migrations],
        getMigrationName: (migration: Migration) => migration.name,
        getMigration: async (migration: Migration) => ({
          up: (trx: Knex) => migration.up(trx),
          // There is no way back but the backup: a lost column cannot be undone.
          down: async () => {
            throw new Error("migrations run forward only");
          },
        }),
      },
    });
  } catch (cause) {
    throw storeErrors.error("not-ours", {}, { cause });
  }
}
