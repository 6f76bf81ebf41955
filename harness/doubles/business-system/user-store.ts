import type { Knex } from "knex";
import type { HandOverMessage } from "#daemon/services/hand-over/message.js";
import { after, type KnownUser, NOBODY } from "./known-user.js";

/** Makes the tables of a business system's users (by its own number) and of the messages that it has taken. */
export async function makeUserTables(knex: Knex): Promise<void> {
  await knex.raw("CREATE TABLE IF NOT EXISTS users (number TEXT PRIMARY KEY, user TEXT NOT NULL) STRICT");
  await knex.raw("CREATE TABLE IF NOT EXISTS messages (id TEXT PRIMARY KEY) STRICT");
}

/** Takes a hand-over message, once. */
export async function takeMessage(knex: Knex, message: HandOverMessage): Promise<void> {
  await knex.transaction(async (tx) => {
    const fresh = await tx("messages").insert({ id: message.id }).onConflict("id").ignore().returning("id");
    if (fresh.length === 0) return;
    const { number } = message;
    const user = JSON.stringify(after(await userIn(tx, number), message));
    await tx("users").insert({ number, user }).onConflict("number").merge();
  });
}

export async function userIn(knex: Knex, number: string): Promise<KnownUser> {
  const row = (await knex("users").where({ number }).first("user")) as { user: string } | undefined;
  return row === undefined ? NOBODY : (JSON.parse(row.user) as KnownUser);
}

/** The numbers of all registered users. */
export async function registeredNumbers(knex: Knex): Promise<readonly string[]> {
  return knex("users").whereRaw("json_extract(user, '$.registered')").orderBy("number").pluck("number");
}
