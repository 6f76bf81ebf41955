import type { ReaderBackend } from "#card/reader/reader-port.js";
import type { Repositories, Store } from "#daemon/store/repositories.js";

/** The process ended here: nothing after it is carried out. */
export class Killed extends Error {}

/**
 * Ends a daemon at its `n`-th step to the outside world: before or after each write to the store, and before or after each APDU.
 * From then on every step fails, as for a process that is no more.
 */
export class KillSwitch {
  #left = Number.POSITIVE_INFINITY;
  #dead = false;

  arm(steps: number): void {
    this.#left = steps;
  }

  get fired(): boolean {
    return this.#dead;
  }

  #step(): void {
    if (this.#dead || this.#left-- === 0) {
      this.#dead = true;
      throw new Killed("killed");
    }
  }

  async around<T>(act: () => Promise<T>): Promise<T> {
    this.#step();
    const result = await act();
    this.#step();
    return result;
  }

  readers(readers: ReaderBackend): ReaderBackend {
    return {
      kind: readers.kind,
      get service() {
        return readers.service;
      },
      start: () => readers.start(),
      stop: () => readers.stop(),
      readers: () => readers.readers(),
      subscribe: (listener) => readers.subscribe(listener),
      withCard: (id, options, use) =>
        readers.withCard(id, options, (card) =>
          use({
            atr: card.atr,
            insertion: card.insertion,
            transmit: (command) => this.around(() => card.transmit(command)),
          }),
        ),
    };
  }

  /** A transaction is one step: a process that ends inside it leaves nothing of it. */
  store(store: Store): Store {
    const writes = <R extends object>(repository: R): R =>
      new Proxy(repository, {
        get: (target, name) => {
          const method = Reflect.get(target, name) as (...values: unknown[]) => Promise<unknown>;
          return (...values: unknown[]) => this.around(() => method.apply(target, values));
        },
      });
    const each = <R extends object>(repositories: R): R =>
      Object.fromEntries(
        Object.entries(repositories).map(([name, value]) => [name, typeof value === "object" ? writes(value) : value]),
      ) as R;
    return {
      ...each(store),
      of: (municipality) => each(store.of(municipality)),
      jointly: (municipalities) => each(store.jointly(municipalities)),
      transaction: (work: (repositories: Repositories) => Promise<never>) => this.around(() => store.transaction(work)),
      close: () => store.close(),
    };
  }
}
