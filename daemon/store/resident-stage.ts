import { readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Knex } from "knex";
import type { TurnQueue } from "#card/reader/turn-queue.js";
import type { ApplyStage, ResidentStage, StagedResident } from "./repositories.js";
import { openSqlite } from "./sqlite.js";

/** A resident is in the stage already: which of the rows that were to be added. */
export class StagedTwice extends Error {
  readonly index: number;

  constructor(index: number) {
    super("a resident is in the file twice");
    this.index = index;
  }
}

const COLUMNS = [
  "residentId",
  "change",
  "name",
  "kana",
  "address",
  "birth",
  "sex",
  "movedOut",
  "leaving",
  "items",
] as const;
/** Memory for pages of the database while a stage is applied; it has SQLite's default otherwise. */
const CACHE_KIB = 48 * 1024;

const SUFFIX = ".import-";
let stages = 0;

const COPIED = COLUMNS.filter((column) => column !== "change");
const quoted = (columns: readonly string[]) => columns.map((column) => `"${column}"`).join(", ");

/** Rows come as one JSON text: a value for each field of each row would cost more than all else. */
const INSERT = `INSERT INTO stage SELECT ${COLUMNS.map((_, index) => `value ->> ${index}`).join(", ")} FROM json_each(?)`;

/** Which of the rows is there already, in the stage or among those before it. */
async function twice(stage: Knex, residents: readonly StagedResident[]): Promise<number> {
  const ids = residents.map(({ residentId }) => residentId);
  const rows = await stage("stage").select("residentId").whereIn("residentId", ids);
  const there = new Set<string>(rows.map(({ residentId }) => residentId));
  return ids.findIndex((id) => there.has(id) || !there.add(id));
}

/**
 * Residents entered by hand whose entry is younger than the file: older data overwrites nothing (R-PRIV-04). An entry of a time that
 * has not come yet was made under a clock that was wrong, and holds nothing up.
 */
const BY_HAND_SINCE = `residents."enteredAt" IS NOT NULL AND residents."enteredAt" > ? AND residents."enteredAt" <= ?`;

const MERGE = `INSERT INTO residents (municipality, sequence, ${quoted(COPIED)})
  SELECT ?, ?, ${quoted(COPIED)} FROM staged.stage WHERE change = 'put'
  ON CONFLICT (municipality, "residentId") DO UPDATE SET sequence = excluded.sequence,
  ${COPIED.filter((column) => column !== "residentId")
    .map((column) => `"${column}" = excluded."${column}"`)
    .join(", ")}, "enteredAt" = NULL, "enteredBy" = NULL
  WHERE NOT (${BY_HAND_SINCE})`;

const REMOVED = `municipality = ? AND "residentId" IN (SELECT "residentId" FROM staged.stage WHERE change = 'remove')
  AND NOT (${BY_HAND_SINCE})`;
const ABSENT = `municipality = ? AND "movedOut" IS NULL
  AND NOT EXISTS (SELECT 1 FROM staged.stage s WHERE s."residentId" = residents."residentId")
  AND NOT (${BY_HAND_SINCE})`;

async function changes(trx: Knex, sql: string, values: readonly (string | number)[]): Promise<number> {
  await trx.raw(sql, [...values]);
  const [row] = (await trx.raw("SELECT changes() AS n")) as { n: number }[];
  return row?.n ?? 0;
}

async function count(trx: Knex, where: string, values: readonly (string | number)[]): Promise<number> {
  const rows: { n: number }[] = await trx.raw(`SELECT count(*) AS n FROM residents WHERE ${where}`, [...values]);
  return rows[0]?.n ?? 0;
}

async function merge(trx: Knex, municipality: string, how: ApplyStage) {
  const { sequence, kind, today, asOf, importedAt } = how;
  const [known] = await trx("importSequences").where({ municipality });
  // A file that does not say of when it is confirms what it names, and says nothing of whom it leaves out.
  const named = [asOf ?? importedAt, importedAt];
  const absent = [municipality, asOf ?? 0, importedAt];
  const present = kind === "full" ? await count(trx, `municipality = ? AND "movedOut" IS NULL`, [municipality]) : 0;
  const leaving = kind === "full" ? await count(trx, ABSENT, absent) : 0;
  const before = known?.asOf == null ? {} : { asOf: Number(known.asOf) };
  how.check({ last: Number(known?.sequence ?? 0), leaving, present, ...before });
  const put = await changes(trx, MERGE, [municipality, sequence, ...named]);
  // Who uses a service cannot just vanish: the record stays, and is nobody's to look up.
  const gone = `UPDATE residents SET "movedOut" = ?, leaving = ?, sequence = ?, "enteredAt" = NULL, "enteredBy" = NULL WHERE`;
  const deleted = await changes(
    trx,
    `DELETE FROM residents WHERE ${REMOVED} AND NOT EXISTS (SELECT 1 FROM users u
      WHERE u.municipality = residents.municipality AND u."residentId" = residents."residentId")`,
    [municipality, ...named],
  );
  const kept = await changes(trx, `${gone} ${REMOVED}`, [today, "removed", sequence, municipality, ...named]);
  const left = kind === "full" ? await changes(trx, `${gone} ${ABSENT}`, [today, "absent", sequence, ...absent]) : 0;
  await trx("importSequences")
    .insert({ municipality, sequence, ...(asOf !== undefined && { asOf }) })
    .onConflict("municipality")
    .merge();
  const staged: { n: number }[] = await trx.raw("SELECT count(*) AS n FROM staged.stage");
  const row = { municipality, sequence, way: how.way, kind, asOf: asOf ?? null, importedAt };
  await trx("residentImports").insert({ ...row, residents: staged[0]?.n ?? 0 });
  return { put, removed: deleted + kept, left };
}

/**
 * A stage in a database file of its own beside the store's: gathering a million residents takes neither the store's lock nor its turn,
 * and a killed import leaves nothing in the store. The file needs no durability: what is half written is thrown away.
 */
export async function openStage(
  main: Knex,
  applying: TurnQueue,
  database: string,
  municipality: string,
): Promise<ResidentStage> {
  const file = `${database}${SUFFIX}${++stages}`;
  const stage = await openSqlite(file);
  const drop = async () => {
    await stage.destroy();
    await Promise.all(["", "-wal", "-shm", "-journal"].map((end) => rm(`${file}${end}`, { force: true })));
  };
  try {
    await stage.raw("PRAGMA journal_mode = MEMORY");
    await stage.raw("PRAGMA synchronous = OFF");
    await stage.raw(`CREATE TABLE stage (${quoted(COLUMNS)}, PRIMARY KEY ("residentId")) WITHOUT ROWID`);
  } catch (error) {
    await drop();
    throw error;
  }
  return {
    async add(residents) {
      const rows = residents.map((resident) =>
        COLUMNS.map((column) => resident[column as keyof StagedResident] ?? null),
      );
      try {
        await stage.raw(INSERT, [JSON.stringify(rows)]);
      } catch (error) {
        if ((error as { code?: string }).code === "SQLITE_CONSTRAINT")
          throw new StagedTwice(await twice(stage, residents));
        throw error;
      }
    },
    // Several municipalities may be there at the same time, and the name of the attached file is one.
    apply: (how) =>
      applying.run(async () => {
        await main.raw("ATTACH DATABASE ? AS staged", [file]);
        try {
          // The rows come in order of their ids and belong everywhere in the indexes of names.
          await main.raw(`PRAGMA main.cache_size = -${CACHE_KIB}`);
          return await main.transaction((trx) => merge(trx, municipality, how));
        } finally {
          await main.raw("PRAGMA main.cache_size = -2000");
          await main.raw("DETACH DATABASE staged");
        }
      }),
    close: drop,
  };
}

/** Takes away the stages that a killed process left: they hold personal data and are of no use. */
export async function dropOldStages(database: string): Promise<void> {
  const folder = dirname(database);
  const begin = `${basename(database)}${SUFFIX}`;
  for (const name of await readdir(folder)) {
    if (name.startsWith(begin)) await rm(join(folder, name), { force: true });
  }
}
