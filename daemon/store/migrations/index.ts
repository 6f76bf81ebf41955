import { firstTables } from "./0001-first-tables.js";
import { movesAndPin } from "./0002-moves-and-pin.js";
import type { Migration } from "./migrate.js";

/** The history of the database, oldest first. */
export const migrations: readonly Migration[] = [firstTables, movesAndPin];
