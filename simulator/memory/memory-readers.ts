import { type Clock, systemClock } from "#card/ports/clock.js";
import {
  type CardUse,
  type HeldCard,
  type ReaderBackend,
  type ReaderEvent,
  type ReaderInfo,
  type ReaderServiceState,
  readerErrors,
} from "#card/reader/reader-port.js";
import { type CardConnection, ReaderSlots } from "#card/reader/reader-slots.js";
import type { VirtualCard } from "../kernel/virtual-card.js";
import { MemoryLink } from "./memory-link.js";

export interface MemoryReadersOptions {
  /** Readers that are attached from the start: id and name. */
  readonly readers?: readonly { readonly id: string; readonly name?: string }[];
  readonly clock?: Clock;
  /**
   * How the time passes that a card takes, or that a reader waits for one; it is slept away on the clock when absent.
   * On a virtual clock that nobody else moves, `(ms) => clock.advance(ms)` makes it pass at once and to the millisecond.
   */
  readonly pass?: (ms: number) => void;
  /** Time that one APDU may take when the caller names none, in milliseconds; 10,000 when absent. */
  readonly deadlineMs?: number;
}

interface Place {
  readonly name: string;
  card: VirtualCard | undefined;
  /** The card did not answer in time: it is shown as mute until it is taken out, as PC/SC's readers do. */
  hung: boolean;
  /** Aborted when the card that is in now leaves, or loses its reader. */
  out: AbortController;
}

/**
 * Virtual cards in virtual readers within one process: the same port and the same behaviour as PC/SC, without a PC/SC service.
 * What a person does with hands at a counter (put a card in, pull it, unplug a reader) is a method here.
 */
export class MemoryReaders implements ReaderBackend {
  readonly kind = "memory";
  readonly #pass: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly #slots: ReaderSlots;
  readonly #places = new Map<string, Place>();

  constructor(options: MemoryReadersOptions = {}) {
    const { clock = systemClock, pass } = options;
    this.#pass = pass === undefined ? (ms, signal) => clock.sleep(ms, signal) : async (ms) => pass(ms);
    this.#slots = new ReaderSlots((reader) => this.#connect(reader), options.deadlineMs ?? 10_000, clock);
    for (const { id, name } of options.readers ?? []) this.attach(id, name);
  }

  get service(): ReaderServiceState {
    return this.#slots.service;
  }

  async start(): Promise<void> {
    this.serviceUp();
  }

  async stop(): Promise<void> {
    this.serviceDown("stopped");
  }

  readers(): readonly ReaderInfo[] {
    return this.#slots.readers();
  }

  subscribe(listener: (event: ReaderEvent) => void): () => void {
    return this.#slots.subscribe(listener);
  }

  withCard<T>(readerId: string, options: CardUse, use: (card: HeldCard) => Promise<T>): Promise<T> {
    return this.#slots.withCard(readerId, options, use);
  }

  /** Plugs a reader in; one that is there already stays as it is. */
  attach(readerId: string, name = `Memory reader ${readerId}`): void {
    if (this.#places.has(readerId)) return;
    this.#places.set(readerId, { name, card: undefined, hung: false, out: new AbortController() });
    if (this.service === "up") this.#slots.attach(readerId, name);
  }

  /** Unplugs a reader with the card in it. Throws `reader.unknown`. */
  detach(readerId: string): void {
    const place = this.#place(readerId);
    this.#powerOff(place);
    this.#places.delete(readerId);
    this.#slots.detach(readerId);
  }

  /** Puts a card in and powers it; one without an ATR is mute. A card that is in the reader is pulled first. Throws `reader.unknown`. */
  insert(readerId: string, card: VirtualCard): void {
    const place = this.#place(readerId);
    this.remove(readerId);
    place.card = card;
    place.hung = false;
    if (this.service === "up") this.#power(readerId, place);
  }

  /** Pulls the card out; an empty reader stays empty. Throws `reader.unknown`. */
  remove(readerId: string): void {
    const place = this.#place(readerId);
    this.#powerOff(place);
    place.card = undefined;
    this.#slots.remove(readerId);
  }

  /** Takes the whole service away, as a killed pcscd does. The cards stay in their readers, without power. */
  serviceDown(reason = "stopped by the test equipment"): void {
    for (const place of this.#places.values()) this.#powerOff(place);
    this.#slots.down(reason);
  }

  /** Brings the service back: every card that is in a reader is a new insertion. */
  serviceUp(): void {
    if (this.service === "up") return;
    this.#slots.up();
    for (const [id, place] of this.#places) {
      this.#slots.attach(id, place.name);
      this.#power(id, place);
    }
  }

  #place(readerId: string): Place {
    const place = this.#places.get(readerId);
    if (place === undefined) throw readerErrors.error("unknown", { reader: readerId });
    return place;
  }

  #power(readerId: string, place: Place): void {
    if (place.card === undefined) return;
    place.out = new AbortController();
    const atr = place.card.powerOn();
    this.#slots.insert(readerId, atr.length === 0 || place.hung ? undefined : atr);
  }

  #powerOff(place: Place): void {
    place.card?.powerOff();
    place.out.abort();
  }

  async #connect(reader: ReaderInfo): Promise<CardConnection> {
    const place = this.#place(reader.id);
    const { card, out } = place;
    if (card === undefined) throw readerErrors.error("no-card", { reader: reader.id });
    return new MemoryLink(card, {
      out: out.signal,
      pass: this.#pass,
      pulled: () => this.remove(reader.id),
      hung: (deadlineMs) => {
        // As on PC/SC: a reader that does not come back is freed only by a new start of the service.
        place.hung = true;
        this.#slots.fail(reader.id, readerErrors.error("deadline", { reader: reader.id, deadlineMs }));
        this.serviceDown("a card did not answer in time");
        this.serviceUp();
      },
    });
  }
}
