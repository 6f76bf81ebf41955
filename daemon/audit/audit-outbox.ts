import type { Clock } from "#card/ports/clock.js";
import type { Repositories, Store } from "../store/repositories.js";
import type { AuditEvent, AuditPort, FailurePort } from "./audit-port.js";
import type { AuditRow } from "./chain.js";

/** Rows that go into the log one after the other. */
const BATCH = 100;

/** Audit rows of changes that the daemon makes by itself: each is stored together with its change, and goes into the log from there. */
export interface AuditOutboxPort {
  /** Puts a row beside a change, in the same transaction: neither is without the other (R-LOG-05). */
  add(repositories: Pick<Repositories, "auditOutbox">, event: AuditEvent): Promise<void>;
  /** Brings into the log what waits. Throws `audit.unwritable`; the rows then wait on. */
  flush(): Promise<void>;
  /** As `flush`, once the change is done whatever becomes of its row: that one waits is told by the failure log. */
  tell(): Promise<void>;
}

interface Ports {
  readonly store: Pick<Store, "auditOutbox">;
  readonly audit: AuditPort;
  readonly failures: FailurePort;
  readonly clock: Clock;
}

/** Whether a row of the log is that of an event; the log has added its own moment, place and chain. */
function isOf(row: AuditRow, event: AuditEvent): boolean {
  const said = ({ event: name, outcome, actor, municipality, target, code, facts = {} }: AuditEvent) => {
    const { happenedAt: _, ...told } = facts;
    return JSON.stringify([name, outcome, actor, municipality, target, code, Object.entries(told).toSorted()]);
  };
  return said(row) === said(event);
}

/**
 * The audit log and the store are two files, which no transaction joins. So a row is written into the store with the change that it tells
 * of, then into the log, then taken out of the store: a kill anywhere leaves it in one of them, and the next start brings it over, once.
 */
export class AuditOutbox implements AuditOutboxPort {
  readonly #ports: Ports;
  /** Rows that the log has, and the store may still have. */
  readonly #logged = new Set<number>();
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async add({ auditOutbox }: Pick<Repositories, "auditOutbox">, event: AuditEvent): Promise<void> {
    await auditOutbox.add({ event: JSON.stringify(event), at: this.#ports.clock.now() });
  }

  /** Begins after every change that was committed before the call; those who ask while one is under way share the next. */
  flush(): Promise<void> {
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      const drained = this.#drain();
      this.#running = drained.catch(() => undefined);
      return drained;
    });
    return this.#next;
  }

  async tell(): Promise<void> {
    await this.flush().catch((error) => this.#ports.failures.error("audit.row-waits", error));
  }

  /**
   * Brings over what the last life left, before this one writes a row of its own. `ofCorrelation` gives the rows of the log with a
   * correlation id: a row that it has from after its change had only to be taken out of the store.
   */
  async recover(ofCorrelation: (correlationId: string) => Promise<readonly AuditRow[]>): Promise<void> {
    const { auditOutbox } = this.#ports.store;
    const found = new Set<number>();
    for (const { number, at, event } of await auditOutbox.waiting(Number.MAX_SAFE_INTEGER)) {
      const waiting = JSON.parse(event) as AuditEvent;
      const rows = await ofCorrelation(waiting.correlationId);
      const there = rows.find((row) => !found.has(row.sequence) && Date.parse(row.at) >= at && isOf(row, waiting));
      if (there === undefined) continue;
      found.add(there.sequence);
      this.#logged.add(number);
    }
    await this.flush();
  }

  async #drain(): Promise<void> {
    const { store, audit, clock } = this.#ports;
    for (;;) {
      const rows = await store.auditOutbox.waiting(BATCH);
      for (const { number, at, event } of rows) {
        if (this.#logged.has(number)) continue;
        await audit.record(lateBy(JSON.parse(event) as AuditEvent, at, clock.now()));
        this.#logged.add(number);
      }
      const numbers = rows.map(({ number }) => number);
      if (numbers.length > 0) await store.auditOutbox.remove(numbers);
      for (const number of numbers) this.#logged.delete(number);
      if (rows.length < BATCH) return;
    }
  }
}

/** A row that had to wait says when the thing happened: the moment of the row itself is that of its writing. */
function lateBy(event: AuditEvent, at: number, now: number): AuditEvent {
  if (now - at < LATE_MS) return event;
  return { ...event, facts: { ...event.facts, happenedAt: new Date(at).toISOString() } };
}

/** What lies between a change and its row when nothing stood in the way. */
const LATE_MS = 60_000;
