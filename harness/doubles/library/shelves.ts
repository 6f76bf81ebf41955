import type { Knex } from "knex";
import type { KnownUser, UserBook } from "#access/index.js";
import { openSqlite } from "#daemon/store/sqlite.js";
import { makeUserTables, registeredNumbers, userIn, userStore } from "../business-system/user-store.js";
import type { ItemView, PatronView } from "./circulation.js";
import { libraryErrors } from "./library-errors.js";

/** A book or another thing that is lent. */
export interface Item {
  readonly item: string;
  readonly title: string;
}

/** The books of the doubles: made up. */
export const HOUSE_ITEMS: readonly Item[] = [
  { item: "B-0001", title: "港の灯台（見本）" },
  { item: "B-0002", title: "波の観察手帳（見本）" },
  { item: "B-0003", title: "海辺の料理帖（見本）" },
];

/** How many items one user may have on loan. */
const LOANS = 10;

/** What a library system knows: its users by its own number, its items, who has them and who waits. Its own file, shared with nobody. */
export class Shelves {
  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  static async open(file: string, items: readonly Item[]): Promise<Shelves> {
    const knex = await openSqlite(file);
    await makeUserTables(knex);
    for (const table of [
      "CREATE TABLE IF NOT EXISTS items (item TEXT PRIMARY KEY, title TEXT NOT NULL) STRICT",
      "CREATE TABLE IF NOT EXISTS loans (item TEXT PRIMARY KEY REFERENCES items, number TEXT NOT NULL, due TEXT NOT NULL) STRICT",
      "CREATE TABLE IF NOT EXISTS reservations (turn INTEGER PRIMARY KEY, item TEXT NOT NULL REFERENCES items, number TEXT NOT NULL," +
        " UNIQUE (item, number)) STRICT",
    ]) {
      await knex.raw(table);
    }
    if (items.length > 0)
      await knex("items")
        .insert([...items])
        .onConflict("item")
        .ignore();
    return new Shelves(knex);
  }

  /** Where hand-over messages are taken. */
  get users(): UserBook {
    return userStore(this.#knex);
  }

  user(number: string): Promise<KnownUser> {
    return userIn(this.#knex, number);
  }

  numbers(): Promise<readonly string[]> {
    return registeredNumbers(this.#knex);
  }

  /** Lends an item, all or nothing; gives its title. Who has reserved it first gets it first. */
  async lend(number: string, item: string, due: string): Promise<string> {
    return this.#knex.transaction(async (tx) => {
      const title = await titleOf(tx, item);
      if ((await tx("loans").where({ item }).first()) !== undefined) throw libraryErrors.error("on-loan", { item });
      const first = await tx("reservations").where({ item }).orderBy("turn").first("number");
      if (first !== undefined && first.number !== number) throw libraryErrors.error("held-for-another", { item });
      const loans = await tx("loans").where({ number }).pluck("item");
      if (loans.length >= LOANS) throw libraryErrors.error("too-many", { limit: LOANS });
      await tx("reservations").where({ item, number }).delete();
      await tx("loans").insert({ item, number, due });
      return title;
    });
  }

  async giveBack(item: string): Promise<void> {
    await this.#knex.transaction(async (tx) => {
      await titleOf(tx, item);
      if ((await tx("loans").where({ item }).delete()) === 0) throw libraryErrors.error("not-on-loan", { item });
    });
  }

  async reserve(number: string, item: string): Promise<void> {
    await this.#knex.transaction(async (tx) => {
      await titleOf(tx, item);
      const has = await tx("loans").where({ item, number }).first();
      const waits = await tx("reservations").where({ item, number }).first();
      if (has !== undefined || waits !== undefined) throw libraryErrors.error("reserved-already", { item });
      await tx("reservations").insert({ item, number });
    });
  }

  async item(item: string): Promise<ItemView> {
    const title = await titleOf(this.#knex, item);
    const loan = (await this.#knex("loans").where({ item }).first("due")) as { due: string } | undefined;
    const waiting = (await this.#knex("reservations").where({ item }).pluck("turn")).length;
    return { title, reservations: waiting, ...(loan && { due: loan.due }) };
  }

  async held(number: string): Promise<Omit<PatronView, "served">> {
    return {
      loans: await this.#knex("loans").where({ number }).orderBy("item").pluck("item"),
      reservations: await this.#knex("reservations").where({ number }).orderBy("turn").pluck("item"),
    };
  }

  /** Names of everything that it was told of a person, for whom it may serve. */
  async fields(): Promise<readonly string[]> {
    const users = (await this.#knex("users").pluck("user")) as string[];
    return [...new Set(users.flatMap((user) => Object.keys((JSON.parse(user) as KnownUser).fields)))].sort();
  }

  close(): Promise<void> {
    return this.#knex.destroy();
  }
}

async function titleOf(knex: Knex, item: string): Promise<string> {
  const row = (await knex("items").where({ item }).first("title")) as { title: string } | undefined;
  if (row === undefined) throw libraryErrors.error("no-such-item", { item });
  return row.title;
}
