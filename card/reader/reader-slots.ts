import type { MadoguchiError } from "../errors/madoguchi-error.js";
import type { Clock } from "../ports/clock.js";
import { CardHold, type Exchange } from "./card-hold.js";
import {
  type CardUse,
  type HeldCard,
  type ReaderEvent,
  type ReaderInfo,
  type ReaderServiceState,
  readerErrors,
} from "./reader-port.js";
import { withinBudget } from "./time-budget.js";
import { TurnQueue } from "./turn-queue.js";

/** One exclusive connection to a powered card, as a backend makes it. All failures are `reader.*` errors. */
export interface CardConnection {
  transmit(command: Uint8Array, deadlineMs: number): Promise<Uint8Array>;
  /** Resets the card and lets it go. Never rejects: a card that is gone needs no release. */
  release(): Promise<void>;
}

export type Connect = (reader: ReaderInfo, deadlineMs: number) => Promise<CardConnection>;

interface Slot {
  info: ReaderInfo;
  readonly queue: TurnQueue;
  hold: CardHold | undefined;
}

/**
 * What all backends have in common: the list of readers, the order of events, the counting of insertions, the queue of each reader
 * and the life of a held card. A backend tells it what happens and makes connections; so every backend behaves alike.
 */
export class ReaderSlots {
  readonly #connect: Connect;
  readonly #defaultDeadlineMs: number;
  readonly #clock: Clock;
  readonly #slots = new Map<string, Slot>();
  /** Kept when a reader goes, so that a number is never used twice for one reader id. */
  readonly #insertions = new Map<string, number>();
  readonly #listeners = new Set<(event: ReaderEvent) => void>();
  #service: ReaderServiceState = "down";
  #reason = "not started";

  constructor(connect: Connect, defaultDeadlineMs: number, clock: Clock) {
    this.#connect = connect;
    this.#clock = clock;
    this.#defaultDeadlineMs = defaultDeadlineMs;
  }

  get service(): ReaderServiceState {
    return this.#service;
  }

  /** Why the service is down, in English; undefined while it is up. */
  get downReason(): string | undefined {
    return this.#service === "down" ? this.#reason : undefined;
  }

  readers(): readonly ReaderInfo[] {
    return [...this.#slots.values()].map((slot) => slot.info);
  }

  subscribe(listener: (event: ReaderEvent) => void): () => void {
    const own = (event: ReaderEvent) => listener(event);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  /** The service answers; its readers follow by `attach`. */
  up(): void {
    if (this.#service === "up") return;
    this.#service = "up";
    this.#emit({ type: "service", state: "up" });
  }

  /** The service is lost: all readers are unknown, every hold and every waiting call fails with `reader.service-down`. */
  down(reason: string): void {
    this.#reason = reason;
    if (this.#service === "down") return;
    this.#service = "down";
    const slots = [...this.#slots.values()];
    this.#slots.clear();
    for (const slot of slots) this.#abandon(slot, readerErrors.error("service-down", { reason }));
    this.#emit({ type: "service", state: "down", reason });
  }

  attach(id: string, name: string): void {
    if (this.#slots.has(id)) return;
    const info: ReaderInfo = { id, name, card: "empty", insertion: this.#insertions.get(id) ?? 0 };
    this.#slots.set(id, { info, queue: new TurnQueue(), hold: undefined });
    this.#emit({ type: "reader-attached", reader: info });
  }

  detach(id: string): void {
    const slot = this.#slots.get(id);
    if (slot === undefined) return;
    this.remove(id);
    this.#slots.delete(id);
    this.#abandon(slot, readerErrors.error("unknown", { reader: id }));
    this.#emit({ type: "reader-detached", reader: slot.info });
  }

  /** A card was put in; without an ATR it is mute. A card that was still there has been taken out unseen. */
  insert(id: string, atr: Uint8Array | undefined): void {
    const slot = this.#slots.get(id);
    if (slot === undefined) return;
    this.remove(id);
    const insertion = slot.info.insertion + 1;
    this.#insertions.set(id, insertion);
    const { name } = slot.info;
    slot.info =
      atr === undefined ? { id, name, card: "mute", insertion } : { id, name, card: "present", atr, insertion };
    this.#emit({ type: "card-inserted", reader: slot.info });
  }

  remove(id: string): void {
    const slot = this.#slots.get(id);
    if (slot === undefined || slot.info.card === "empty") return;
    const { name, insertion } = slot.info;
    slot.info = { id, name, card: "empty", insertion };
    slot.hold?.end(readerErrors.error("card-removed", { reader: id, insertion }));
    this.#emit({ type: "card-removed", reader: slot.info });
  }

  /** Ends the hold on this reader, if there is one, with this error. */
  fail(id: string, error: MadoguchiError): void {
    this.#slots.get(id)?.hold?.end(error);
  }

  async withCard<T>(id: string, options: CardUse, use: (card: HeldCard) => Promise<T>): Promise<T> {
    const slot = this.#find(id);
    return slot.queue.run(async () => {
      const info = this.#cardFor(slot, options);
      const deadlineMs = options.deadlineMs ?? this.#defaultDeadlineMs;
      const connection = await this.#connect(info, deadlineMs);
      const exchange: Exchange = (command) => connection.transmit(command, deadlineMs);
      const { budgetMs } = options;
      const bounded = budgetMs === undefined ? exchange : withinBudget(exchange, budgetMs, this.#clock, id);
      const hold = new CardHold(info.atr!, info.insertion, bounded);
      slot.hold = hold;
      try {
        // While the connection was made the card may have been changed: then it is not the card that was asked for.
        this.#cardFor(slot, { insertion: info.insertion });
        return await use(hold);
      } finally {
        hold.end(readerErrors.error("released", { reader: id }));
        await hold.idle();
        await connection.release();
        slot.hold = undefined;
      }
    });
  }

  #find(id: string): Slot {
    if (this.#service === "down") throw readerErrors.error("service-down", { reason: this.#reason });
    const slot = this.#slots.get(id);
    if (slot === undefined) throw readerErrors.error("unknown", { reader: id });
    return slot;
  }

  /** The card that a call means, as it is now. */
  #cardFor(slot: Slot, { insertion }: CardUse): ReaderInfo {
    const { id } = slot.info;
    const { info } = this.#find(id);
    if (insertion !== undefined && (info.card === "empty" || info.insertion !== insertion)) {
      throw readerErrors.error("card-removed", { reader: id, insertion, now: info.insertion });
    }
    if (info.card === "empty") throw readerErrors.error("no-card", { reader: id });
    if (info.card === "mute") throw readerErrors.error("mute-card", { reader: id });
    return info;
  }

  #abandon(slot: Slot, error: MadoguchiError): void {
    slot.hold?.end(error);
    slot.queue.abandon(error);
  }

  /** Tells every listener, even when one of them throws; its error is then thrown on. */
  #emit(event: ReaderEvent): void {
    const errors: unknown[] = [];
    for (const listener of [...this.#listeners]) {
      try {
        listener(event);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
