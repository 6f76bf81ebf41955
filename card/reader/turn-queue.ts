interface Entry {
  readonly run: () => Promise<void>;
  readonly reject: (error: unknown) => void;
}

/** First come, first served: one job at a time. */
export class TurnQueue {
  readonly #waiting: Entry[] = [];
  #busy = false;

  /** Jobs that wait for their turn, the running one not counted. */
  get length(): number {
    return this.#waiting.length;
  }

  /** Runs the job when all before it have ended, however they ended. */
  run<T>(job: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ run: () => job().then(resolve, reject), reject });
      if (!this.#busy) void this.#work();
    });
  }

  /** Fails all that wait; the running job is not touched. */
  abandon(error: unknown): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (let entry = this.#waiting.shift(); entry !== undefined; entry = this.#waiting.shift()) await entry.run();
    this.#busy = false;
  }
}
