import { join } from "node:path";
import type { AuditRow } from "#daemon/audit/chain.js";
import { BEGINNING, ChainVerifier } from "#daemon/audit/chain.js";
import type { ChainPoint } from "#daemon/audit/head.js";
import { rowsAfter } from "#daemon/audit/stored-rows.js";
import { readOnlySqlite } from "#daemon/store/read-only.js";
import type { Terminal } from "./terminal.js";

/** What a killed daemon left on disk, compared with what it had answered. */
export class Aftermath {
  readonly #data: string;
  #verified: ChainPoint = BEGINNING;

  constructor(data: string) {
    this.#data = data;
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
  async check(terminals: readonly Terminal[], problems: string[]): Promise<void> {
    const rows = await this.audit(problems);
    for (const terminal of terminals) checkRows(terminal, rows, problems);
    const db = readOnlySqlite(join(this.#data, "madoguchi.sqlite"));
    try {
      for (const { answered, seat, cardId, waiting, loaded } of terminals) {
        const ids = answered.flatMap(({ applicationId }) => applicationId ?? []);
        const found = await db("applications").whereIn("id", ids).select("id");
        if (found.length !== ids.length) problems.push(`${seat.operator}: an answered application is not in the store`);
        if (waiting === "cardApps.load" || waiting === "cardApps.delete" || cardId === "") continue;
        const active = await db("registrations").where({ cardId, state: "active" });
        if (active.length !== Number(loaded)) {
          problems.push(
            `${seat.operator}: ${loaded ? "loaded" : "deleted"}, but ${active.length} registrations are active`,
          );
        }
      }
    } finally {
      await db.destroy();
    }
  }

  /** After the next start, with every card looked at again: nothing is left open, and card and store tell the same. */
  async settled(terminals: readonly Terminal[], problems: string[]): Promise<void> {
    const db = readOnlySqlite(join(this.#data, "madoguchi.sqlite"));
    try {
      for (const { seat, cardId, loaded } of terminals) {
        const open = await db("journal").where({ cardId, state: "open" });
        if (open.length > 0) problems.push(`${seat.operator}: ${open.length} journal entries are still open`);
        const states = (await db("registrations").where({ cardId }).select("state")).map(({ state }) => state);
        const active = states.filter((state) => state === "active").length;
        if (active !== Number(loaded) || states.includes("pending")) {
          problems.push(
            `${seat.operator}: the card ${loaded ? "carries" : "does not carry"} it, but the store says ${states.slice(-2)}`,
          );
        }
      }
    } finally {
      await db.destroy();
    }
  }
}

function checkRows({ answered, waiting, seat }: Terminal, rows: readonly AuditRow[], problems: string[]): void {
  const own = rows.filter(({ actor, outcome }) => actor === seat.operator && outcome === "ok");
  for (const method of new Set(answered.map((one) => one.method))) {
    // Recorded once the session was open: by its own operator from then on.
    if (method === "session.login") continue;
    const said = answered.filter((one) => one.method === method).length;
    const written = own.filter(({ event }) => event === method).length;
    const most = said + Number(waiting === method);
    if (written < said || written > most)
      problems.push(`${seat.operator}: ${said} × ${method} answered, ${written} on record`);
  }
}
