import { closeSync, openSync } from "node:fs";
import sqlite3 from "sqlite3";

/**
 * Keeps a data directory to one daemon: two would tear the chain of the audit log and finish each other's journal.
 * An exclusive lock on a database file that stays empty: the system gives it back however the process ends, so none is ever stale.
 */
export async function lockData(file: string): Promise<(() => Promise<void>) | undefined> {
  closeSync(openSync(file, "a", 0o600));
  const database = await new Promise<sqlite3.Database>((resolve, reject) => {
    const opening: sqlite3.Database = new sqlite3.Database(file, (error) => (error ? reject(error) : resolve(opening)));
  });
  const close = () => new Promise<void>((resolve) => database.close(() => resolve()));
  const taken = await new Promise<boolean>((resolve) => database.exec("BEGIN EXCLUSIVE", (error) => resolve(!error)));
  if (taken) return close;
  await close();
  return undefined;
}
