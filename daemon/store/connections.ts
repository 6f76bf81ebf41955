import type { Knex } from "knex";
import type { GroupCommit, Work } from "./group-commit.js";

/**
 * The two ways to the one database: what only reads takes its own, so that it does not wait behind an import; what writes shares its
 * commit with what comes at the same time (decision 0022). Within a transaction both are the transaction, which sees what it has written.
 */
export interface Connections {
  readonly read: Knex;
  /** For one statement. */
  readonly write: <T>(work: Work<T>) => PromiseLike<T>;
}

export const beside = (read: Knex, writer: GroupCommit): Connections => ({ read, write: (work) => writer.run(work) });

/** One connection for both. */
export const onlyOn = (db: Knex): Connections => ({ read: db, write: (work) => work(db) });
