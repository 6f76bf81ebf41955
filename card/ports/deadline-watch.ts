import type { Clock } from "./clock.js";

/**
 * Watches many short calls with one sleeper: a timer of its own for each call would cost as much as the call.
 * A deadline is noticed when it is due, never before.
 */
export class DeadlineWatch {
  readonly #clock: Clock;
  readonly #late: (id: number) => void;
  readonly #due = new Map<number, number>();
  #sleeper: { readonly until: number; readonly wake: AbortController } | undefined;

  constructor(clock: Clock, late: (id: number) => void) {
    this.#clock = clock;
    this.#late = late;
  }

  add(id: number, deadlineMs: number): void {
    const due = this.#clock.now() + deadlineMs;
    this.#due.set(id, due);
    if (this.#sleeper === undefined || due < this.#sleeper.until) this.#sleepUntil(due);
  }

  delete(id: number): void {
    this.#due.delete(id);
  }

  /** Forgets all deadlines and sleeps no more. */
  stop(): void {
    this.#due.clear();
    this.#sleeper?.wake.abort();
    this.#sleeper = undefined;
  }

  #sleepUntil(until: number): void {
    this.#sleeper?.wake.abort();
    const sleeper = { until, wake: new AbortController() };
    this.#sleeper = sleeper;
    this.#clock.sleep(until - this.#clock.now(), sleeper.wake.signal).then(
      () => this.#look(sleeper),
      () => {},
    );
  }

  #look(sleeper: { readonly until: number }): void {
    if (this.#sleeper !== sleeper) return;
    this.#sleeper = undefined;
    const now = this.#clock.now();
    for (const [id, due] of [...this.#due]) {
      // The sleeper may wake a fraction of a millisecond early: its own moment counts as reached.
      if (due > Math.max(now, sleeper.until)) continue;
      this.#due.delete(id);
      this.#late(id);
    }
    if (this.#sleeper === undefined && this.#due.size > 0) this.#sleepUntil(Math.min(...this.#due.values()));
  }
}
