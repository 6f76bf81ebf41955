/** The lane of calls that are about no reader and no handle. */
const COMMON = "";

/** What a call is about: its reader, or the handle of a held card, as far as its unchecked parameters say. */
function laneOf(params: unknown): string {
  const { readerId, handle } = (params ?? {}) as { readerId?: unknown; handle?: unknown };
  if (typeof handle === "string") return `handle ${handle}`;
  return typeof readerId === "string" ? `reader ${readerId}` : COMMON;
}

const changesSession = (method: string): boolean => method === "hello" || method.startsWith("session.");

/**
 * The order of the calls of one connection. A call waits for those before it about the same reader or handle, and for those about
 * none; so one that waits for a card does not hold up the other readers. A call that changes the session waits for all.
 */
export class CallOrder {
  /** The last call of each lane that is not yet done. */
  readonly #last = new Map<string, Promise<void>>();

  /** Runs `call`, which must not reject, when its turn comes. Without a request it is one about nothing. */
  add(request: { readonly method: string; readonly params?: unknown } | undefined, call: () => Promise<void>): void {
    const alone = request !== undefined && changesSession(request.method);
    const lane = request === undefined || alone ? COMMON : laneOf(request.params);
    const before = alone ? [...this.#last.values()] : this.#before(lane);
    const done = (before.length === 0 ? call() : Promise.all(before).then(call)).then(() => {
      if (this.#last.get(lane) === done) this.#last.delete(lane);
    });
    this.#last.set(lane, done);
  }

  /** Resolves when every call that was added is done. */
  async settled(): Promise<void> {
    while (this.#last.size > 0) await Promise.all(this.#last.values());
  }

  #before(lane: string): Promise<void>[] {
    const same = this.#last.get(lane);
    const common = lane === COMMON ? undefined : this.#last.get(COMMON);
    return [same, common].filter((call) => call !== undefined);
  }
}
