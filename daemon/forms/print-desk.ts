import { toHex } from "#card/bytes/bytes.js";
import type { Clock } from "#card/ports/clock.js";
import type { RandomSource } from "#card/ports/random.js";

/** One file that lies ready to be fetched. */
export interface Print {
  readonly name: string;
  /** Draws it, while it is read. */
  open(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

export interface Offer extends Print {
  readonly sessionId: string;
  /** Peer that asked; nobody else fetches it. */
  readonly address: string;
  /** Throws when the session has ended or lost the right since. */
  admit(): Promise<void>;
}

/** What `/forms/…` answers. */
export type Fetched = Print | "nothing" | "busy";

/** A minute, and no more files at once than a session prints. */
export const TICKET_MS = 60_000;
const MOST_OF_SESSION = 8;
/** Files that are drawn at the same time: each holds one page. */
const MOST_DRAWN = 4;
const TOKEN_OCTETS = 32;

/**
 * Files between the call that asked for them and the request that fetches them. The path has a random name that says nothing, works once,
 * for the same peer, while the session lasts and still has the right.
 */
export class PrintDesk {
  readonly #clock: Clock;
  readonly #random: RandomSource;
  readonly #offers = new Map<string, Offer & { readonly expiresAt: number }>();
  #drawn = 0;

  constructor({ clock, random }: { readonly clock: Clock; readonly random: RandomSource }) {
    this.#clock = clock;
    this.#random = random;
  }

  offer(offer: Offer): { readonly path: string; readonly name: string; readonly expiresAt: number } {
    this.#sweep();
    const own = [...this.#offers].filter(([, { sessionId }]) => sessionId === offer.sessionId);
    for (const [token] of own.slice(0, Math.max(0, own.length - MOST_OF_SESSION + 1))) this.#offers.delete(token);
    const token = toHex(this.#random.bytes(TOKEN_OCTETS)).toLowerCase();
    const expiresAt = this.#clock.now() + TICKET_MS;
    this.#offers.set(token, { ...offer, expiresAt });
    return { path: `/forms/${token}`, name: offer.name, expiresAt };
  }

  /** Takes the file away from the desk: a second request of the same path finds nothing. */
  async take(token: string, address: string): Promise<Fetched> {
    this.#sweep();
    const offer = this.#offers.get(token);
    if (offer === undefined || offer.address !== address) return "nothing";
    if (this.#drawn >= MOST_DRAWN) return "busy";
    this.#offers.delete(token);
    try {
      await offer.admit();
    } catch {
      return "nothing";
    }
    return { name: offer.name, open: () => this.#counted(offer) };
  }

  /** The session has ended: nothing of it is given out any more. */
  forget(sessionId: string): void {
    for (const [token, offer] of this.#offers) if (offer.sessionId === sessionId) this.#offers.delete(token);
  }

  async *#counted(offer: Offer): AsyncGenerator<Uint8Array> {
    this.#drawn++;
    try {
      yield* offer.open();
    } finally {
      this.#drawn--;
    }
  }

  #sweep(): void {
    const now = this.#clock.now();
    for (const [token, { expiresAt }] of this.#offers) if (expiresAt <= now) this.#offers.delete(token);
  }
}
