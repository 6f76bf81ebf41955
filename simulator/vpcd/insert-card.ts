import { type Clock, systemClock } from "#card/ports/clock.js";
import type { VirtualCard } from "../kernel/virtual-card.js";
import { serve } from "./connection.js";
import { vpcdErrors } from "./errors.js";

/** Port of the first slot of Debian's virtual reader; the second slot has the next one. */
export const FIRST_PORT = 0x8c7b;

/** The TCP port of slot 0, 1, … of the virtual reader. Throws `vpcd.bad-port`. */
export function portOfSlot(slot: number): number {
  if (!Number.isInteger(slot) || slot < 0 || slot > 15) throw vpcdErrors.error("bad-port", { slot });
  return FIRST_PORT + slot;
}

export interface InsertOptions {
  /** Where vpcd listens; the loopback address when absent. */
  readonly host?: string;
  /** vpcd's port for the slot; that of slot 0 when absent. */
  readonly port?: number;
  readonly clock?: Clock;
}

/** Why a card is no longer in the reader. */
export type Departure =
  | { readonly reason: "removed" }
  /** The card threw in the middle of a command (it lost its power there): it left the reader; insert it again to go on. */
  | { readonly reason: "stopped"; readonly error: unknown };

/** `connected`: vpcd took the card. `waiting`: vpcd is not there (yet, or any more); it is tried again by itself. */
export type LinkState = "waiting" | "connected" | "out";

/** A virtual card in a slot of the virtual reader. It stays in, across restarts of pcscd, until it is removed. */
export interface Insertion {
  readonly state: LinkState;
  /** Resolves when vpcd has taken the card for the first time; rejects when the card was removed before. */
  readonly connected: Promise<void>;
  /** Resolves when the card has left for good, whatever the reason. */
  readonly closed: Promise<Departure>;
  /** Calls the listener with each change of state from now on; gives the function that ends it. */
  subscribe(listener: (state: LinkState) => void): () => void;
  /** Takes the card out. pcscd sees it within its polling interval of about 0.4 s. */
  remove(): Promise<void>;
}

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 2_000;

/** Puts a virtual card into a slot of vpcd and keeps it there. Throws `vpcd.bad-port`; a vpcd that is not up is waited for. */
export function insertCard(card: VirtualCard, options: InsertOptions = {}): Insertion {
  const { host = "127.0.0.1", port = FIRST_PORT, clock = systemClock } = options;
  if (!Number.isInteger(port) || port < 1 || port > 0xffff) throw vpcdErrors.error("bad-port", { port });

  const listeners = new Set<(state: LinkState) => void>();
  const removal = new AbortController();
  let resolveFirst: () => void;
  let rejectFirst: (error: Error) => void;
  const connected = new Promise<void>((resolve, reject) => {
    resolveFirst = resolve;
    rejectFirst = reject;
  });
  // Whoever does not wait for it need not handle that it never came.
  connected.catch(() => {});
  let state: LinkState = "waiting";
  const become = (next: LinkState) => {
    if (state === next) return;
    state = next;
    for (const listener of listeners) listener(next);
  };

  const stayIn = async (): Promise<Departure> => {
    let pause = FIRST_RETRY_MS;
    while (!removal.signal.aborted) {
      const end = await serve(card, { host, port, clock, signal: removal.signal }, () => {
        pause = FIRST_RETRY_MS;
        become("connected");
        resolveFirst();
      });
      card.powerOff();
      if (end.type === "card-stopped") return { reason: "stopped", error: end.error };
      if (removal.signal.aborted) break;
      become("waiting");
      await clock.sleep(pause, removal.signal).catch(() => {});
      pause = Math.min(2 * pause, LONGEST_RETRY_MS);
    }
    return { reason: "removed" };
  };

  const closed = stayIn().then((departure) => {
    become("out");
    rejectFirst(vpcdErrors.error("removed-early", { port }));
    return departure;
  });
  return {
    get state() {
      return state;
    },
    connected,
    closed,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    remove: async () => {
      removal.abort();
      await closed;
    },
  };
}
