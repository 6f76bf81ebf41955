import type { Knex } from "knex";
import type { KnownUser, UserBook } from "#access/index.js";
import { openSqlite } from "#daemon/store/sqlite.js";
import { makeUserTables, registeredNumbers, userIn, userStore } from "../business-system/user-store.js";

/** A certificate that was issued. `void`: it was never handed out. */
export interface Issued {
  readonly serial: string;
  /** The terminal's own id of its request: asked again, the same certificate is given again. */
  readonly request: string;
  readonly terminal: string;
  readonly number: string;
  readonly kind: string;
  readonly at: number;
  readonly state: "issued" | "void";
  readonly pdf: Buffer;
  /** Characters on it that could not be set as they are, as a JSON list. */
  readonly replaced: string;
}

/** What the issuing server knows: its users by its own number, their seals, what it issued. Its own file, shared with nobody (R-SYS-22). */
export class Register {
  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  static async open(file: string): Promise<Register> {
    const knex = await openSqlite(file);
    await makeUserTables(knex);
    for (const table of [
      "CREATE TABLE IF NOT EXISTS seals (number TEXT PRIMARY KEY) STRICT",
      "CREATE TABLE IF NOT EXISTS issued (serial TEXT PRIMARY KEY, request TEXT NOT NULL, terminal TEXT NOT NULL, number TEXT NOT NULL," +
        " kind TEXT NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL, pdf BLOB NOT NULL, replaced TEXT NOT NULL, UNIQUE (terminal, request)) STRICT",
      "CREATE TABLE IF NOT EXISTS cancelled (terminal TEXT NOT NULL, request TEXT NOT NULL, PRIMARY KEY (terminal, request)) STRICT",
    ]) {
      await knex.raw(table);
    }
    return new Register(knex);
  }

  /** Where hand-over messages are taken. */
  get users(): UserBook {
    return userStore(this.#knex);
  }

  user(number: string): Promise<KnownUser> {
    return userIn(this.#knex, number);
  }

  /** The numbers of all registered users. */
  numbers(): Promise<readonly string[]> {
    return registeredNumbers(this.#knex);
  }

  async registerSeal(number: string): Promise<void> {
    await this.#knex("seals").insert({ number }).onConflict("number").ignore();
  }

  async hasSeal(number: string): Promise<boolean> {
    return (await this.#knex("seals").where({ number }).first()) !== undefined;
  }

  async issued(terminal: string, request: string): Promise<Issued | undefined> {
    return this.#knex<Issued>("issued").where({ terminal, request }).first();
  }

  /** How many were issued; the next serial number is one more. */
  async count(): Promise<number> {
    const row = await this.#knex("issued").count({ count: "*" }).first();
    return Number(row?.["count"] ?? 0);
  }

  async add(issued: Issued): Promise<void> {
    await this.#knex("issued").insert(issued);
  }

  /** Takes a certificate back that was never handed out. False when this terminal has none of this number. */
  async revoke(terminal: string, serial: string): Promise<boolean> {
    return (await this.#knex("issued").where({ terminal, serial }).update({ state: "void" })) > 0;
  }

  /** Takes a request back for good: what was made for it is void, and what was not made never is. */
  async cancel(terminal: string, request: string): Promise<void> {
    await this.#knex("cancelled").insert({ terminal, request }).onConflict(["terminal", "request"]).ignore();
    await this.#knex("issued").where({ terminal, request }).update({ state: "void" });
  }

  async isCancelled(terminal: string, request: string): Promise<boolean> {
    return (await this.#knex("cancelled").where({ terminal, request }).first()) !== undefined;
  }

  /** Certificates that were handed out. */
  async valid(): Promise<readonly Omit<Issued, "pdf" | "replaced">[]> {
    const columns = ["serial", "request", "terminal", "number", "kind", "at", "state"];
    return this.#knex<Issued>("issued").where({ state: "issued" }).orderBy("serial").select(columns);
  }

  close(): Promise<void> {
    return this.#knex.destroy();
  }
}
