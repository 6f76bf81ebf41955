import type { Knex } from "knex";
import {
  after,
  digestOf,
  judge,
  type KnownUser,
  NOBODY,
  type UserBook,
  type Verdict,
} from "#access/business-system/index.js";
import type { HandOverMessage } from "#access/index.js";

/** Makes the tables of a business system's users (by its own number) and of the messages that it has taken. */
export async function makeUserTables(knex: Knex): Promise<void> {
  await knex.raw("CREATE TABLE IF NOT EXISTS users (number TEXT PRIMARY KEY, user TEXT NOT NULL) STRICT");
  await knex.raw("CREATE TABLE IF NOT EXISTS messages (id TEXT PRIMARY KEY, digest TEXT NOT NULL) STRICT");
}

/** The book of a business system whose users stand in a database of its own. */
export function userStore(knex: Knex): UserBook {
  return { take: (message) => take(knex, message), user: (number) => known(knex, number) };
}

async function take(knex: Knex, message: HandOverMessage): Promise<Verdict> {
  return knex.transaction(async (tx) => {
    const { id, number } = message;
    const row = (await tx("messages").where({ id }).first("digest")) as { digest: string } | undefined;
    const before = await userIn(tx, number);
    const verdict = judge(message, row?.digest, before);
    if (verdict !== "taken") return verdict;
    await tx("messages").insert({ id, digest: digestOf(message) });
    await tx("users")
      .insert({ number, user: JSON.stringify(after(before, message)) })
      .onConflict("number")
      .merge();
    return verdict;
  });
}

async function known(knex: Knex, number: string): Promise<KnownUser | undefined> {
  const row = (await knex("users").where({ number }).first("user")) as { user: string } | undefined;
  return row && (JSON.parse(row.user) as KnownUser);
}

/** As known, or nobody. */
export async function userIn(knex: Knex, number: string): Promise<KnownUser> {
  return (await known(knex, number)) ?? NOBODY;
}

/** The numbers of all registered users. */
export async function registeredNumbers(knex: Knex): Promise<readonly string[]> {
  return knex("users").whereRaw("json_extract(user, '$.registered')").orderBy("number").pluck("number");
}
