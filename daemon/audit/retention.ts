import type { Clock } from "#card/ports/clock.js";
import type { AuditLog } from "./audit-log.js";
import type { FailurePort } from "./audit-port.js";
import type { FailureFile } from "./failure-file.js";

const DAY_MS = 86_400_000;
/** A clock is believed when a head was signed at least a week, at most a month before the moment that it tells. */
const BELIEVED = { atLeast: 7 * DAY_MS, atMost: 31 * DAY_MS };

export interface RetentionPorts {
  readonly log: AuditLog;
  readonly failures: FailurePort;
  /** Absent when the failure log goes elsewhere than into our file. */
  readonly failureFile?: FailureFile | undefined;
  readonly clock: Clock;
  newId(): string;
}

export interface RetentionTimes {
  readonly retentionDays: number;
  readonly failureDays: number;
}

/**
 * Removes what has passed its retention time: rows of the audit log, lines of the failure log; each removal is on record.
 * What is removed is gone for good, so a clock that has just jumped is not believed: the log must show that it has stood near
 * this date for a week. Until then what is due waits, and `audit.expiry-held` says so.
 */
export class Retention {
  readonly #ports: RetentionPorts;
  readonly #times: RetentionTimes;
  #running: Promise<void> = Promise.resolve();

  constructor(ports: RetentionPorts, times: RetentionTimes) {
    this.#ports = ports;
    this.#times = times;
  }

  /** At the start and on each new day. Never throws: a log that cannot be shortened is no reason to stop. */
  run(): Promise<void> {
    this.#running = this.#running.then(() =>
      this.#expire().catch((error) => this.#ports.failures.error("audit.expiry", error)),
    );
    return this.#running;
  }

  /** Resolves when what was begun is done. */
  settled(): Promise<void> {
    return this.#running;
  }

  async #expire(): Promise<void> {
    const { log, clock, newId, failureFile } = this.#ports;
    const now = clock.now();
    const limit = now - this.#times.retentionDays * DAY_MS;
    const failureLimit = now - this.#times.failureDays * DAY_MS;
    const first = await log.firstMoment();
    const due = first !== undefined && first < limit;
    const failuresDue = failureFile?.holdsBefore(failureLimit) === true;
    if (!due && !failuresDue) return;
    const correlationId = newId();
    const record = (event: string, facts: Record<string, string | number>) =>
      log.record({ event, outcome: "ok", correlationId, facts });
    if (!(await log.headBetween(now - BELIEVED.atMost, now - BELIEVED.atLeast))) {
      await record("audit.expiry-held", { reason: "clock", firstRow: new Date(first ?? now).toISOString() });
      return;
    }
    if (due) await log.expire(limit, correlationId);
    if (failuresDue) {
      const lines = failureFile.expire(failureLimit);
      await record("failure.expired", { lines, before: new Date(failureLimit).toISOString() });
    }
  }
}
