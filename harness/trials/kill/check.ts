import { join } from "node:path";
import { systemClock } from "#card/ports/clock.js";
import type { AuditRow } from "#daemon/audit/chain.js";
import { BEGINNING, ChainVerifier } from "#daemon/audit/chain.js";
import type { ChainPoint } from "#daemon/audit/head.js";
import { rowsAfter } from "#daemon/audit/stored-rows.js";
import { readOnlySqlite } from "#daemon/store/read-only.js";
import type { HandOverDesk } from "../../doubles/business-system/hand-over-desk.js";
import type { Mover } from "./mover.js";
import type { OwnRows } from "./own-rows.js";
import type { Party } from "./party.js";
import { Terminal } from "./terminal.js";

/** How often, and how long apart, a life is looked at until its last message is delivered. */
const LOOKS = 300;
const LOOK_MS = 200;

/** What a killed daemon left on disk, compared with what it had answered. */
export class Aftermath {
  readonly #data: string;
  readonly #own: OwnRows | undefined;
  #verified: ChainPoint = BEGINNING;

  /** `own`: what the daemon does by itself is looked at too. */
  constructor(data: string, own?: OwnRows) {
    this.#data = data;
    this.#own = own;
  }

  get rows(): number {
    return this.#verified.sequence;
  }

  /** Rows since the last look, with their chain recomputed. A problem for each thing that does not hold. */
  async audit(problems: string[]): Promise<AuditRow[]> {
    const db = readOnlySqlite(join(this.#data, "audit.sqlite"));
    try {
      const chain = new ChainVerifier(this.#verified);
      const rows: AuditRow[] = [];
      for await (const { row } of rowsAfter(db, this.#verified.sequence)) {
        if (!chain.add(row)) break;
        rows.push(row as AuditRow);
        this.#own?.add(row as AuditRow);
      }
      const { broken } = chain;
      if (broken !== undefined) problems.push(`audit row ${broken.sequence}: ${broken.reason}`);
      this.#verified = chain.last;
      return rows;
    } finally {
      await db.destroy();
    }
  }

  /** Every answered call must be on record and in the store; at most the one that was waited for may be there beside it. */
  async check(parties: readonly Party[], problems: string[]): Promise<void> {
    const rows = await this.audit(problems);
    for (const party of parties) checkRows(party, rows, problems);
    await this.#own?.check(this.#data, problems);
    const db = readOnlySqlite(join(this.#data, "madoguchi.sqlite"));
    try {
      for (const party of parties) await party.kept(db, problems);
    } finally {
      await db.destroy();
    }
  }

  /** What the store calls delivered must have come to the business system; it may have come without the store knowing it yet. */
  async delivered({ messages }: HandOverDesk, problems: string[]): Promise<void> {
    const came = new Set(messages.map(({ id }) => id));
    const db = readOnlySqlite(join(this.#data, "madoguchi.sqlite"));
    try {
      const rows: { id: string }[] = await db("handOvers").where({ state: "delivered" }).select("id");
      const lost = rows.filter(({ id }) => !came.has(id));
      if (lost.length > 0) problems.push(`${lost.length} messages are called delivered and never came`);
    } finally {
      await db.destroy();
    }
  }

  /** In a life that is left alone everything is delivered, in order, and the business system serves whose cards carry its application. */
  async allDelivered(desk: HandOverDesk, terminals: readonly Terminal[], problems: string[]): Promise<void> {
    const db = readOnlySqlite(join(this.#data, "madoguchi.sqlite"));
    try {
      for (let look = 0; look < LOOKS; look++) {
        if ((await db("handOvers").whereNot({ state: "delivered" })).length === 0) break;
        await systemClock.sleep(LOOK_MS);
      }
      const open = await db("handOvers").whereNot({ state: "delivered" });
      if (open.length > 0) problems.push(`${open.length} messages were not delivered in a life without a kill`);
      if (desk.disordered.length > 0) problems.push(`${desk.disordered.length} messages came out of order`);
      for (const { userId, inUse, login } of terminals) {
        const [named] = await db("systemNumbers").where({ userId }).select("number");
        const served = named !== undefined && desk.served.includes(named.number);
        if (served !== inUse)
          problems.push(`${login.operator}: ${inUse ? "in use" : "ended"}, the library thinks otherwise`);
      }
    } finally {
      await db.destroy();
    }
    await this.delivered(desk, problems);
  }

  /** After the next start, with every card looked at again: nothing is left open, and card and store tell the same. */
  async settled(looked: readonly (Terminal | Mover)[], problems: string[]): Promise<void> {
    const db = readOnlySqlite(join(this.#data, "madoguchi.sqlite"));
    try {
      for (const one of looked) {
        const { login, cardId } = one;
        const open = await db("journal").where({ cardId, state: "open" });
        if (open.length > 0) problems.push(`${login.operator}: ${open.length} journal entries are still open`);
        if (!(one instanceof Terminal)) continue;
        const { loaded, inUse } = one;
        const states = (await db("registrations").where({ cardId }).select("state")).map(({ state }) => state);
        const active = states.filter((state) => state === "active").length;
        if (active !== Number(inUse) || states.includes("pending")) {
          problems.push(
            `${login.operator}: the card ${loaded ? "carries" : "does not carry"} it, but the store says ${states.slice(-2)}`,
          );
        }
      }
    } finally {
      await db.destroy();
    }
  }
}

function checkRows({ answered, waiting, login }: Party, rows: readonly AuditRow[], problems: string[]): void {
  const own = rows.filter(({ actor, outcome }) => actor === login.operator && outcome === "ok");
  for (const method of new Set(answered.map((one) => one.method))) {
    // Recorded once the session was open: by its own operator from then on.
    if (method === "session.login") continue;
    const said = answered.filter((one) => one.method === method).length;
    const written = own.filter(({ event }) => event === method).length;
    const most = said + Number(waiting === method);
    if (written < said || written > most)
      problems.push(`${login.operator}: ${said} × ${method} answered, ${written} on record`);
  }
}
