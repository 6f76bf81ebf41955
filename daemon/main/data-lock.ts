import { hostname } from "node:os";
import { join } from "node:path";
import type { Knex } from "knex";
import type { Clock } from "#card/ports/clock.js";
import { openSqlite } from "../store/sqlite.js";
import { daemonErrors } from "./daemon-errors.js";

/** The process that a data directory belongs to. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
}

const isBusy = (error: unknown): boolean => (error as { code?: string }).code === "SQLITE_BUSY";

/** Says who holds the directory, for whoever is refused. */
async function sign(db: Knex, holder: Holder): Promise<void> {
  await db.raw("CREATE TABLE IF NOT EXISTS holder (pid INTEGER NOT NULL, host TEXT NOT NULL, since TEXT NOT NULL)");
  await db.transaction(async (trx) => {
    await trx("holder").delete();
    await trx("holder").insert(holder);
  });
}

/**
 * Takes a data directory for this process alone; gives what releases it. Two daemons on one store and one audit log would each
 * write what the other does not know of. The lock is a write transaction that stays open: the system ends it with the process,
 * however that dies, while the last committed row can be read by others. Throws `daemon.already-running` with the holder.
 */
export async function lockData(data: string, clock: Clock): Promise<() => Promise<void>> {
  const db = await openSqlite(join(data, "lock.sqlite"));
  try {
    // A daemon that runs does not end while we wait.
    await db.raw("PRAGMA busy_timeout = 0");
    await sign(db, { pid: process.pid, host: hostname(), since: new Date(clock.now()).toISOString() });
    await db.raw("BEGIN IMMEDIATE");
    return () => db.destroy();
  } catch (error) {
    const holder = isBusy(error) ? await db<Holder>("holder").first() : undefined;
    await db.destroy();
    throw isBusy(error) ? daemonErrors.error("already-running", { file: data, ...holder }, { cause: error }) : error;
  }
}
