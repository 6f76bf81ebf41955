import type { Clock } from "#card/ports/clock.js";
import { programErrors } from "./program-errors.js";

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const OFFSET = /^([+-])(\d{1,6})([smhd])$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/;

/**
 * A double's own clock: the machine's, the machine's and so much (`+90m`, `-2d`), or one that stands at a moment
 * (`2026-12-31T22:59:00+09:00`). Waiting takes the machine's time in any case.
 */
export class SettableClock implements Clock {
  readonly #machine: Clock;
  #now: () => number;

  constructor(machine: Clock, text = "real") {
    this.#machine = machine;
    this.#now = () => machine.now();
    this.set(text);
  }

  /** Throws `double.bad-option` for what is neither `real`, an offset nor a moment with its zone; the clock goes on as it was. */
  set(text: string): void {
    const [, sign, count, unit] = OFFSET.exec(text) ?? [];
    const moment = MOMENT.test(text) ? Date.parse(text) : Number.NaN;
    if (text === "real") this.#now = () => this.#machine.now();
    else if (unit !== undefined) {
      const offset = Number(`${sign}${count}`) * UNITS[unit as keyof typeof UNITS];
      this.#now = () => this.#machine.now() + offset;
    } else if (!Number.isNaN(moment)) this.#now = () => moment;
    else
      throw programErrors.error("bad-option", { option: "clock", expected: "real, +90m, 2026-12-31T22:59:00+09:00" });
  }

  now(): number {
    return this.#now();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#machine.sleep(ms, signal);
  }
}
