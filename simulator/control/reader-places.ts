import type { Clock } from "#card/ports/clock.js";
import type { VirtualCard } from "../kernel/virtual-card.js";
import type { MemoryReaders } from "../memory/index.js";
import { type Insertion, insertCard } from "../vpcd/index.js";

/** A place that a card can be put into. */
export interface ReaderPlace {
  readonly state: "empty" | "waiting" | "connected";
  /** Puts a card into the empty place. `left` is called once when the card leaves by itself. */
  put(card: VirtualCard, left: (error?: unknown) => void): Promise<void>;
  /** Takes the card out; an empty place stays empty. */
  take(): Promise<void>;
  /** Gives the place up. */
  close(): Promise<void>;
}

/** How long a reader that should be there is waited for before the caller is told that it is not. */
const PATIENCE_MS = 500;

/**
 * How long a slot stays empty at least between two cards. pcscd looks for a card every 0.4 s or so: one that is swapped faster than
 * that is never seen to leave, and programs would go on with what they knew of the card before.
 */
const EMPTY_MS = 800;

/** A slot of vpcd. */
export class VpcdPlace implements ReaderPlace {
  readonly #options: { readonly host: string; readonly port: number; readonly clock: Clock };
  #insertion: Insertion | undefined;
  #emptySince = Number.NEGATIVE_INFINITY;

  constructor(options: { readonly host: string; readonly port: number; readonly clock: Clock }) {
    this.#options = options;
  }

  get state(): ReaderPlace["state"] {
    const state = this.#insertion?.state ?? "out";
    return state === "out" ? "empty" : state;
  }

  async put(card: VirtualCard, left: (error?: unknown) => void): Promise<void> {
    const { clock } = this.#options;
    const toWait = EMPTY_MS - (clock.now() - this.#emptySince);
    if (toWait > 0) await clock.sleep(toWait);
    const insertion = insertCard(card, this.#options);
    this.#insertion = insertion;
    void insertion.closed.then((departure) => {
      if (this.#insertion !== insertion) return;
      this.#insertion = undefined;
      this.#emptySince = clock.now();
      if (departure.reason === "stopped") left(departure.error);
    });
    const enough = new AbortController();
    const patience = clock.sleep(PATIENCE_MS, enough.signal);
    await Promise.race([insertion.connected, patience]).catch(() => {});
    enough.abort();
    await patience.catch(() => {});
  }

  async take(): Promise<void> {
    const insertion = this.#insertion;
    this.#insertion = undefined;
    if (insertion === undefined) return;
    await insertion.remove();
    this.#emptySince = this.#options.clock.now();
  }

  close(): Promise<void> {
    return this.take();
  }
}

/** The readers of this process that belong to a desk. One subscription serves them all. */
export class MemoryPlaces {
  readonly #readers: MemoryReaders;
  readonly #occupied = new Map<string, () => void>();

  constructor(readers: MemoryReaders) {
    this.#readers = readers;
    readers.subscribe((event) => {
      if (event.type === "card-removed") this.#left(event.reader.id);
    });
  }

  #left(id: string): void {
    const left = this.#occupied.get(id);
    this.#occupied.delete(id);
    left?.();
  }

  /** A reader under this id: the one that is attached, or a new one. */
  place(id: string): ReaderPlace {
    const readers = this.#readers;
    const occupied = this.#occupied;
    readers.attach(id);
    return {
      get state() {
        if (!occupied.has(id)) return "empty";
        return readers.service === "up" ? "connected" : "waiting";
      },
      put: async (card, left) => {
        readers.insert(id, card);
        occupied.set(id, left);
      },
      take: async () => {
        // Whoever takes it knows that it leaves.
        if (occupied.delete(id)) readers.remove(id);
      },
      close: async () => {
        occupied.delete(id);
        readers.detach(id);
      },
    };
  }
}
