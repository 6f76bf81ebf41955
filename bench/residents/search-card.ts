import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqlite } from "#daemon/store/sqlite.js";
import { openStore } from "#daemon/store/store.js";
import { type Benchmark, benchRow, median, round } from "../bench-row.js";
import { CITY } from "./crowd.js";

const COUNTS = [10_000, 100_000, 1_000_000] as const;
const SEARCHES = 3_000;
const TARGET_MS = 1;

const cardOf = (n: number) => Math.imul(n, 0x9e3779b1).toString(16).padStart(16, "0").toUpperCase().slice(-16);

/** A database of so many residents, each a user with a card. */
async function fill(file: string, from: number, to: number): Promise<void> {
  const knex = await openSqlite(file);
  const rows = Array.from({ length: 5_000 }, (_, n) => n);
  for (let at = from; at < to; at += rows.length) {
    const some = JSON.stringify(rows.map((n) => [at + n, cardOf(at + n)]));
    await knex.transaction(async (trx) => {
      await trx.raw(
        `INSERT INTO residents (municipality, "residentId", name, kana, address, birth, sex, sequence)
         SELECT '${CITY}', 'R' || (value ->> 0), '見本' || (value ->> 0), 'ミホン' || (value ->> 0), '星見市', '1980-01-02', '1', 1 FROM json_each(?)`,
        [some],
      );
      await trx.raw(
        `INSERT INTO users (id, municipality, "residentId", "cardId", "registeredBy", "registeredAt")
         SELECT 'user-' || (value ->> 0), '${CITY}', 'R' || (value ->> 0), value ->> 1, 'bench', 0 FROM json_each(?)`,
        [some],
      );
    });
  }
  await knex.destroy();
}

async function searches(file: string, count: number): Promise<{ readonly middle: number; readonly p99: number }> {
  const store = await openStore(file);
  const { residents } = store.of(CITY);
  const times: number[] = [];
  for (let n = 0; n < SEARCHES + 500; n++) {
    const who = (n * 7_368_787) % count;
    const start = performance.now();
    const [found] = await residents.search({ cardId: cardOf(who) });
    if (n >= 500) times.push(performance.now() - start);
    if (found?.residentId !== `R${who}`) throw new Error("somebody else was found");
  }
  await store.close();
  times.sort((a, b) => a - b);
  return { middle: median(times), p99: times[Math.floor(times.length * 0.99)]! };
}

/** Who holds the card in the reader: the search that every counter visit begins with. */
export const searchCard: Benchmark = {
  id: "search.card",
  title: "the resident of a card among 1,000,000, through the store",
  async run(tell) {
    const folder = mkdtempSync(join(tmpdir(), "madoguchi-search-"));
    const file = join(folder, "store.sqlite");
    try {
      await (await openStore(file)).close();
      let there = 0;
      let first = 0;
      let last = { middle: 0, p99: 0 };
      for (const count of COUNTS) {
        await fill(file, there, count);
        there = count;
        last = await searches(file, count);
        first ||= last.middle;
        tell(`search.card: ${count}: median ${round(last.middle)} ms, 99th of 100 ${round(last.p99)} ms`);
      }
      return benchRow({
        id: "search.card",
        value: last.middle,
        unit: "ms",
        peer: `at ${COUNTS[0]}`,
        peerValue: first,
        target: `value <= ${TARGET_MS}`,
        pass: last.middle <= TARGET_MS,
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
