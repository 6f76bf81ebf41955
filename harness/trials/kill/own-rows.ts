import { join } from "node:path";
import type { AuditEvent } from "#daemon/audit/audit-port.js";
import { readOnlySqlite } from "#daemon/store/read-only.js";

type Told = Pick<AuditEvent, "event" | "outcome" | "target" | "facts">;

/** By what a row of the daemon's own doing is known again; undefined for any other row. */
function keyOf({ event, outcome, target, facts = {} }: Told): string | undefined {
  if (event === "handOver.delivered" && outcome === "ok") return `${target} ${facts["systemId"]} ${facts["sequence"]}`;
  if (event === "move.handed-over") return `move ${facts["journalId"]}`;
  if (event.startsWith("recovery.") && facts["state"] !== "begun") return `mended ${facts["journalId"]}`;
  return undefined;
}

/**
 * What the daemon does by itself and its audit rows, of a killed daemon: each is on record once, in the log or, with its change, in the
 * store on the way there; and nothing is on record that was not done (R-LOG-05, R-STATE-01, decision 0030).
 */
export class OwnRows {
  readonly #logged = new Map<string, number>();
  #changes = 0;
  /** The card whose state only the CS changes. */
  readonly #cardId: string;

  constructor(cardId: string) {
    this.#cardId = cardId;
  }

  /** A row of the log. */
  add(row: Told): void {
    const key = keyOf(row);
    if (key !== undefined) this.#logged.set(key, (this.#logged.get(key) ?? 0) + 1);
    if (this.#isChange(row)) this.#changes++;
  }

  async check(data: string, problems: string[]): Promise<void> {
    const db = readOnlySqlite(join(data, "madoguchi.sqlite"));
    try {
      const waiting = (await db("auditOutbox").select("event")).map(({ event }) => JSON.parse(event) as Told);
      const inStore = new Set(waiting.map(keyOf));
      const delivered = await db("handOvers").where({ state: "delivered" }).select("userId", "systemId", "sequence");
      const moved = await db("journal").where({ operation: "move.continue", state: "finished" }).select("id");
      const keys = [
        ...delivered.map(({ userId, systemId, sequence }) => `${userId} ${systemId} ${sequence}`),
        ...moved.map(({ id }) => `move ${id}`),
      ];
      for (const key of keys) {
        if (!this.#logged.has(key) && !inStore.has(key)) problems.push(`${key} is done and not on record`);
      }
      const done = new Set(keys);
      for (const [key, count] of this.#logged) {
        if (count > 1) problems.push(`${key} is on record ${count} times`);
        if (!key.startsWith("mended ") && !done.has(key)) problems.push(`${key} is on record and was not done`);
      }
      await this.#states(db, waiting, problems);
    } finally {
      await db.destroy();
    }
  }

  /** Of the changes of the CS's own card the first made it known; each other is on record: in the log, in the store, or just in both. */
  async #states(db: ReturnType<typeof readOnlySqlite>, waiting: readonly Told[], problems: string[]): Promise<void> {
    const [known] = await db("cardStatus").where({ cardId: this.#cardId }).select("sequence");
    const taken = known === undefined ? 0 : this.changesUpTo(Number(known.sequence)) - 1;
    const still = waiting.filter((row) => this.#isChange(row)).length;
    if (this.#changes > Math.max(taken, 0) || this.#changes + still < taken) {
      problems.push(`${taken} changes of state, ${this.#changes} on record and ${still} on the way there`);
    }
  }

  /** How often the CS had said something of its card by a sequence of its own. */
  changesUpTo: (sequence: number) => number = () => 0;

  #isChange({ event, target }: Told): boolean {
    return event === "cs.state-changed" && target === this.#cardId;
  }
}
