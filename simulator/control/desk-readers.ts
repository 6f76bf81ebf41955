import type { z } from "zod";
import type { Clock } from "#card/ports/clock.js";
import { CardPulled } from "../faults/index.js";
import type { MemoryReaders } from "../memory/index.js";
import { FIRST_PORT } from "../vpcd/index.js";
import { type DeskCard, reasonOf } from "./desk-card.js";
import { deskErrors } from "./errors.js";
import { MemoryPlaces, type ReaderPlace, VpcdPlace } from "./reader-places.js";
import type { addReaderParams, ReaderView } from "./schemas.js";

export interface DeskReader {
  readonly name: string;
  readonly target: ReaderView["target"];
  readonly place: ReaderPlace;
  card: DeskCard | undefined;
}

/** PC/SC's own limit, and so that of a desk's virtual readers. Those in memory have none. */
const MOST_VPCD = 16;

/** The readers of a desk, and which card lies where. */
export class DeskReaders {
  readonly #memory: MemoryPlaces;
  readonly #clock: Clock;
  readonly #swappedIn: (card: string, reader: DeskReader, contactless: boolean) => void;
  readonly #readers = new Map<string, DeskReader>();

  /** `swappedIn` is told of a card that a fault has put into the reader for everyone to see. */
  constructor(
    memory: MemoryReaders,
    clock: Clock,
    swappedIn: (card: string, reader: DeskReader, contactless: boolean) => void,
  ) {
    this.#memory = new MemoryPlaces(memory);
    this.#clock = clock;
    this.#swappedIn = swappedIn;
  }

  all(): readonly DeskReader[] {
    return [...this.#readers.values()];
  }

  /** Throws `desk.unknown-reader`. */
  named(name: string): DeskReader {
    const reader = this.#readers.get(name);
    if (reader === undefined) throw deskErrors.error("unknown-reader", { reader: name });
    return reader;
  }

  /** The reader in which a card lies. Throws `desk.not-inserted`. */
  of(card: DeskCard): DeskReader {
    if (card.reader === undefined) throw deskErrors.error("not-inserted", { card: card.name });
    return this.named(card.reader);
  }

  add({ name, target }: z.input<typeof addReaderParams>): DeskReader {
    if (this.#readers.has(name)) throw deskErrors.error("name-taken", { reader: name });
    const reader = target.kind === "memory" ? this.#inMemory(name) : this.#vpcd(name, target);
    this.#readers.set(name, reader);
    return reader;
  }

  async delete(name: string): Promise<void> {
    const reader = this.named(name);
    if (reader.card !== undefined) await this.takeOut(reader.card);
    await reader.place.close();
    this.#readers.delete(name);
  }

  /** Puts a card into an empty reader. Throws `profile.no-contactless-atr`. */
  async putIn(card: DeskCard, reader: DeskReader, contactless: boolean): Promise<void> {
    card.simulated.lieOn(contactless ? "contactless" : "contact");
    card.contactless = contactless;
    card.reader = reader.name;
    card.place = reader.place;
    card.traced.reader = reader.name;
    reader.card = card;
    card.traced.mark({ type: "inserted", contactless });
    try {
      await reader.place.put(card.traced, (error) => this.#left(card, reader, error ?? card.traced.thrown));
    } catch (error) {
      this.#out(card, reader, error);
      throw error;
    }
  }

  /** Takes a card out of its reader. Throws `desk.not-inserted`. */
  async takeOut(card: DeskCard): Promise<void> {
    const reader = this.of(card);
    await reader.place.take();
    // It may have left by itself in the meantime.
    if (reader.card === card) this.#out(card, reader);
  }

  #inMemory(name: string): DeskReader {
    return { name, target: { kind: "memory" }, place: this.#memory.place(name), card: undefined };
  }

  #vpcd(
    name: string,
    { host = "127.0.0.1", port = FIRST_PORT }: { host?: string | undefined; port?: number | undefined },
  ): DeskReader {
    const others = this.all().filter(({ target }) => target.kind === "vpcd");
    if (others.length >= MOST_VPCD) throw deskErrors.error("too-many", { readers: MOST_VPCD });
    const taken = others.find(({ target }) => target.kind === "vpcd" && target.host === host && target.port === port);
    if (taken !== undefined) throw deskErrors.error("name-taken", { reader: taken.name, host, port });
    const place = new VpcdPlace({ host, port, clock: this.#clock });
    return { name, target: { kind: "vpcd", host, port }, place, card: undefined };
  }

  #left(card: DeskCard, reader: DeskReader, error: unknown): void {
    if (reader.card !== card) return;
    const { standIn, contactless } = card;
    const shown = card.faulty.faults().some(({ fault, struck }) => {
      return fault.kind === "swap" && fault.noticed && fault.card === standIn && struck > 0;
    });
    this.#out(card, reader, error);
    if (standIn !== undefined && shown && error instanceof CardPulled) this.#swappedIn(standIn, reader, contactless);
  }

  #out(card: DeskCard, reader: DeskReader, error?: unknown): void {
    card.traced.mark({ type: "removed", reason: reasonOf(error) });
    card.faulty.swapBack();
    card.reader = undefined;
    card.place = undefined;
    card.traced.reader = undefined;
    reader.card = undefined;
  }
}

export function readerView({ name, target, place, card }: DeskReader): ReaderView {
  return { name, target, state: place.state, card: card?.name ?? null };
}
