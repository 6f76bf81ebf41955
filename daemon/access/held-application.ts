import type { MadoguchiError } from "#card/errors/madoguchi-error.js";
import type { Clock } from "#card/ports/clock.js";
import { type HeldCard, readerErrors } from "#card/reader/reader-port.js";
import { accessErrors } from "./access-errors.js";

/** The longest that a card is held: the gates of use are asked when it is opened, and what they say may change. */
export const LONGEST_MS = 10 * 60_000;

/** One card, held with its paired application selected, until something ends it. */
export class HeldApplication {
  readonly sessionId: string;
  readonly readerId: string;
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<void>;
  readonly #card: HeldCard;
  readonly #clock: Clock;
  readonly #end = new AbortController();
  #reason: MadoguchiError | undefined;
  #lastUse: number;
  #underWay = 0;

  constructor(sessionId: string, readerId: string, card: HeldCard, clock: Clock, idleMs: number) {
    this.sessionId = sessionId;
    this.readerId = readerId;
    this.#card = card;
    this.#clock = clock;
    this.#lastUse = clock.now();
    this.ended = this.#watch(idleMs);
  }

  get hasEnded(): boolean {
    return this.#reason !== undefined;
  }

  /** Throws the reason why it ended, and every `reader.*` error; those that lose the card end it. */
  async transmit(command: Uint8Array): Promise<Uint8Array> {
    if (this.#reason !== undefined) throw this.#reason;
    this.#underWay += 1;
    try {
      return await this.#card.transmit(command);
    } catch (error) {
      if (!readerErrors.is(error, "apdu-too-long")) this.end(error as MadoguchiError);
      throw error;
    } finally {
      this.#underWay -= 1;
      this.#lastUse = this.#clock.now();
    }
  }

  /** Lets the card go; the first reason stays. */
  end(reason: MadoguchiError): void {
    this.#reason ??= reason;
    this.#end.abort();
  }

  async #watch(idleMs: number): Promise<void> {
    const { signal } = this.#end;
    let until = this.#clock.now() + LONGEST_MS;
    while (!signal.aborted) {
      const now = this.#clock.now();
      // A clock that was set back lends nobody the card for the time that it lost.
      this.#lastUse = Math.min(this.#lastUse, now);
      until = Math.min(until, now + LONGEST_MS);
      const idle = this.#lastUse + idleMs - now;
      const left = Math.min(idle, until - now);
      if (left > 0 || this.#underWay > 0) await this.#clock.sleep(Math.max(left, 1_000), signal).catch(() => {});
      else if (idle <= 0) this.end(accessErrors.error("idle", { idleSeconds: idleMs / 1000 }));
      else this.end(accessErrors.error("too-long", { seconds: LONGEST_MS / 1000 }));
    }
  }
}
