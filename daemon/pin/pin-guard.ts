import { SW } from "#card/iso7816/status-words.js";
import type { Clock } from "#card/ports/clock.js";
import type { FailurePort } from "../audit/audit-port.js";
import type { Repositories } from "../store/repositories.js";
import { effectiveLimit, type PinChannel } from "./effective-limit.js";
import { pinErrors } from "./pin-errors.js";

export interface PinGuardPorts {
  readonly store: Pick<Repositories, "pinTries">;
  readonly clock: Clock;
  readonly failures: Pick<FailurePort, "info" | "error">;
}

/** The PIN of one application on one card, and through which channel it is entered. */
export interface PinUse {
  readonly cardId: string;
  readonly aid: string;
  readonly channel: PinChannel;
  /** Tries that the application's package gives. */
  readonly profile: number;
}

/** One entry that was let through: how many stood before it, and the limit that holds for it. */
export interface PinAttempt extends PinUse {
  readonly before: number;
  readonly limit: number;
}

/**
 * `passed`: the count begins anew. `wrong`: counted. `locked`: counted, and it was the last. `locked-on-card`: the card says so itself.
 * `no-try`: the card did not compare the PIN.
 */
export type PinVerdict = "passed" | "wrong" | "locked" | "locked-on-card" | "no-try";

/**
 * The daemon's count of wrong PINs by card and application, one for all channels (A-30, R-PIN-09). The card keeps its own beside it;
 * whichever says locked first, holds.
 */
export class PinGuard {
  readonly #ports: PinGuardPorts;

  constructor(ports: PinGuardPorts) {
    this.#ports = ports;
  }

  /** The lock flag by itself, without a limit: for the gates of use. Throws `pin.locked`. */
  async demandUnlocked(cardId: string, aid: string): Promise<void> {
    if ((await this.#ports.store.pinTries.of(cardId, aid))?.locked === true) throw pinErrors.error("locked");
  }

  /**
   * Lets one entry through, counted before the card sees it, as the card counts before it compares: an answer that never comes has
   * cost a try. Throws `pin.mis-set`; `pin.locked` where the tries so far reach the limit of now, which may be lower than it was.
   */
  async begin(use: PinUse, server: unknown): Promise<PinAttempt> {
    const { failures, store } = this.#ports;
    const { cardId, aid, channel } = use;
    const { limit, fellBack } = this.#limit(use, server);
    if (fellBack) failures.info("pin.limit-fell-back", { cardId, aid, channel, limit });
    const known = await store.pinTries.of(cardId, aid);
    const before = known?.tries ?? 0;
    if (known?.locked === true || before >= limit) {
      await this.#save(use, before, true);
      throw pinErrors.error("locked", { channel, limit, tries: before });
    }
    await this.#save(use, before + 1, false);
    return { ...use, before, limit };
  }

  /** What the card's answer to a counted entry means. */
  async end(attempt: PinAttempt, sw: number): Promise<PinVerdict> {
    const { cardId, aid, before, limit, profile } = attempt;
    if (sw === SW.OK) {
      await this.#ports.store.pinTries.clear(cardId, aid);
      return "passed";
    }
    const left = (sw & 0xfff0) === SW.TRIES_LEFT ? sw & 0x0f : undefined;
    if (sw === SW.METHOD_BLOCKED || left === 0) {
      await this.#save(attempt, before + 1, true);
      return "locked-on-card";
    }
    if (left === undefined) {
      await this.#save(attempt, before, false);
      return "no-try";
    }
    // Whichever has counted more: the card knows of entries that did not come by here.
    const tries = Math.max(before + 1, profile - left);
    await this.#save(attempt, tries, tries >= limit);
    return tries >= limit ? "locked" : "wrong";
  }

  #limit(use: PinUse, server: unknown) {
    try {
      return effectiveLimit(use.channel, server, use.profile);
    } catch (error) {
      this.#ports.failures.error("pin.mis-set", error, { cardId: use.cardId, aid: use.aid });
      throw error;
    }
  }

  #save({ cardId, aid }: PinUse, tries: number, locked: boolean): Promise<void> {
    return this.#ports.store.pinTries.save({ cardId, aid, tries, locked, changedAt: this.#ports.clock.now() });
  }
}
