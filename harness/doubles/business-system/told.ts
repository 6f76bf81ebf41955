/** Who waits until a business system was told enough: hand-over comes when it comes. */
export class Told {
  readonly #waiting = new Set<() => void>();

  /** Something was told. */
  wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  /** Resolves when `enough` holds; asked at once and after every `wake`. */
  async until(enough: () => Promise<boolean>): Promise<void> {
    for (;;) {
      // Listens before it looks, so that nothing comes between.
      let wake = () => {};
      const next = new Promise<void>((resolve) => {
        wake = resolve;
      });
      this.#waiting.add(wake);
      try {
        if (await enough()) return;
        await next;
      } finally {
        this.#waiting.delete(wake);
      }
    }
  }
}
