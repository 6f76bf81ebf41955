import { open } from "node:fs/promises";
import createKnex, { type Knex } from "knex";
import { storeErrors } from "./store-errors.js";

interface RawConnection {
  exec(sql: string, done: (error: Error | null) => void): void;
}

/** The only place that knows SQLite: another database is another file beside this one. */
const PRAGMAS = [
  // Readers do not wait for the writer, and a killed process leaves a log that the next start replays.
  "PRAGMA journal_mode = WAL",
  // A commit is on disk before it is answered.
  "PRAGMA synchronous = FULL",
  "PRAGMA foreign_keys = ON",
  "PRAGMA busy_timeout = 5000",
  "PRAGMA secure_delete = ON",
].join(";");

const silence = () => undefined;
const SILENT = { warn: silence, error: silence, deprecate: silence, debug: silence };

/** Makes the file for its owner alone, whatever the directory and the mask allow; SQLite gives its log files the same mode. */
async function keepToOwner(file: string): Promise<void> {
  try {
    const handle = await open(file, "a", 0o600);
    await handle.chmod(0o600).finally(() => handle.close());
  } catch (cause) {
    throw storeErrors.error("cannot-open", { file }, { cause });
  }
}

/** Opens (or makes) a SQLite database file and proves that it can be read. Throws `store.cannot-open`. */
export async function openSqlite(file: string): Promise<Knex> {
  await keepToOwner(file);
  const knex = createKnex({
    client: "sqlite3",
    connection: { filename: file },
    useNullAsDefault: true,
    // Knex writes bound values into its error messages by default: personal data would reach the failure log.
    compileSqlOnError: false,
    // What goes wrong is thrown; Knex saying it again on the console would break the one readable block of the start.
    log: SILENT,
    pool: {
      min: 1,
      max: 1,
      afterCreate: (connection: RawConnection, done: (error: Error | null, connection: RawConnection) => void) =>
        connection.exec(PRAGMAS, (error) => done(error, connection)),
    },
  });
  try {
    await knex.select(knex.raw("1"));
    return knex;
  } catch (cause) {
    await knex.destroy();
    throw storeErrors.error("cannot-open", { file }, { cause });
  }
}
