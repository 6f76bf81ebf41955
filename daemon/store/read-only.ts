import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import createKnex, { type Knex } from "knex";

interface RawConnection {
  exec(sql: string, done: (error: Error | null) => void): void;
}

const silence = () => undefined;

/** A database file for reading alone: nothing in it, and no log file beside it, is changed by it. */
export function readOnlySqlite(file: string): Knex {
  return createKnex({
    client: "sqlite3",
    // As a URI, since knex always asks for more than reading; the narrower mode of the URI holds.
    connection: { filename: `${pathToFileURL(resolve(file)).href}?mode=ro`, flags: ["OPEN_URI"] },
    useNullAsDefault: true,
    compileSqlOnError: false,
    log: { warn: silence, error: silence, deprecate: silence, debug: silence },
    pool: {
      min: 1,
      max: 1,
      afterCreate: (connection: RawConnection, done: (error: Error | null, connection: RawConnection) => void) =>
        connection.exec("PRAGMA busy_timeout = 5000", (error) => done(error, connection)),
    },
  });
}
