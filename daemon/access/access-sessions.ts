import { fromHex, toHex } from "#card/bytes/bytes.js";
import type { MadoguchiError } from "#card/errors/madoguchi-error.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { ResponseApdu } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import { findTlv } from "#card/iso7816/tlv.js";
import type { Clock } from "#card/ports/clock.js";
import type { Exchange } from "#card/reader/card-hold.js";
import type { CardLink } from "#card/reader/card-link.js";
import { type HeldCard, type ReaderBackend, type ReaderEvent, readerErrors } from "#card/reader/reader-port.js";
import { withinBudget } from "#card/reader/time-budget.js";
import { cardAppErrors } from "#card/region/card-app-session.js";
import type { CardIdentity } from "#card/region/card-driver.js";
import type { SystemSession } from "../api/call.js";
import { OPERATION_BUDGET_MS } from "../cards/known-card.js";
import { demandNotStopped, notActive, stoppedBy } from "../gates/card-state.js";
import { passUseGates, type UseGatePorts } from "../gates/use-gates.js";
import type { News } from "../main/news.js";
import type { PinChannel } from "../pin/effective-limit.js";
import { pinErrors } from "../pin/pin-errors.js";
import { type PinAttempt, PinGuard, type PinGuardPorts, type PinUse } from "../pin/pin-guard.js";
import type { CardStatus, CardStatusPort } from "../status/status-port.js";
import type { StopMark } from "../store/repositories.js";
import { accessErrors } from "./access-errors.js";
import { passFirewall } from "./application-firewall.js";
import { HeldApplication } from "./held-application.js";
import { carriesPin } from "./verify-command.js";

export interface AccessPorts extends UseGatePorts, PinGuardPorts {
  readonly store: UseGatePorts["store"] & PinGuardPorts["store"];
  readonly status: CardStatusPort;
  readonly readers: ReaderBackend;
  readonly clock: Clock;
  readonly stopNews: Pick<News<StopMark>, "on">;
  /** The municipalities whose registrations count for this system: its own, or those of the group (R-SHARE-05). */
  sharers(session: SystemSession): readonly string[];
  newId(): string;
  /** The number by which the session's system alone knows the card (decision 0024). */
  cardRef(session: SystemSession, cardId: string): Promise<string>;
  /** Who the card is, without any key. Throws `card.unsupported`. */
  identify(card: CardLink & { readonly atr: Uint8Array }): Promise<CardIdentity>;
  /** Locks the paired application on the card, so that every channel sees it. The application is not selected afterwards. */
  lockOnCard(card: HeldCard, cardId: string, session: SystemSession): Promise<void>;
}

/** Through which of its channels a system opens its application, and how many tries the application's package gives. */
export interface PinTerms {
  readonly channel: PinChannel;
  readonly profile: number;
}

export interface Opened {
  readonly handle: string;
  readonly cardRef: string;
  /** How it is known that the card is in operation. */
  readonly status: CardStatus;
}

/** A card on its way to being held; what becomes known of it meanwhile. */
interface Opening {
  /** Told whose card it is. */
  readonly onCard: ((cardId: string) => void) | undefined;
  cardId?: string;
  refused?: MadoguchiError;
}

interface Held {
  readonly application: HeldApplication;
  readonly released: Promise<void>;
  readonly card: HeldCard;
  readonly pin: PinUse;
}

const FCI_TEMPLATE = 0x6f;
const DF_NAME = 0x84;

/** A system that forgets to close must not keep a counter's reader: after this time without a command the card is free. */
export const IDLE_MS = 60_000;

/** The cards that business systems hold open, each with the one application that the system is paired with. */
export class AccessSessions {
  readonly #ports: AccessPorts;
  readonly #idleMs: number;
  readonly #held = new Map<string, Held>();
  readonly #opening = new Set<Opening>();
  readonly #pin: PinGuard;
  #unsubscribe: (() => void) | undefined;

  constructor(ports: AccessPorts, idleMs = IDLE_MS) {
    this.#ports = ports;
    this.#idleMs = idleMs;
    this.#pin = new PinGuard(ports);
  }

  start(): void {
    if (this.#unsubscribe !== undefined) return;
    const { readers, stopNews, status } = this.#ports;
    const endings = [
      readers.subscribe((event) => this.#follow(event)),
      stopNews.on((stop) => this.#stopped(stop)),
      status.onChange((change) => this.#changed(change)),
    ];
    this.#unsubscribe = () => {
      for (const end of endings) end();
    };
  }

  async stop(): Promise<void> {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    await this.#endAll(() => true);
  }

  /** Ends everything that a session held. */
  sessionEnded(sessionId: string): Promise<void> {
    return this.#endAll((application) => application.sessionId === sessionId);
  }

  /**
   * Holds the card, passes the gates of use, selects the paired application. Waits while another holds the card.
   * `onCard` is told whose card it is before the gates are asked. Throws `gate.*`, `reader.*`, `card.unsupported`, `card-app.not-loaded`,
   * `access.closed` when the caller left while it waited.
   */
  open(
    session: SystemSession,
    readerId: string,
    signal: AbortSignal,
    terms: PinTerms,
    onCard?: (cardId: string) => void,
  ): Promise<Opened> {
    return new Promise((resolve, reject) => {
      let ended = () => {};
      const released = new Promise<void>((done) => {
        ended = done;
      });
      const opening: Opening = { onCard };
      this.#opening.add(opening);
      this.#ports.readers
        .withCard(readerId, {}, async (card) => {
          // Only the opening has this bound: what the system does after it has those of its session.
          const { atr, insertion } = card;
          const ask: Exchange = (command) => card.transmit(command);
          const transmit = withinBudget(ask, OPERATION_BUDGET_MS, this.#ports.clock, readerId);
          const bounded = { atr, insertion, transmit };
          const { cardId, cardRef, status } = await this.#pass(session, bounded, signal, terms.channel, opening);
          const handle = this.#ports.newId();
          const application = new HeldApplication(session.id, readerId, card, this.#ports.clock, this.#idleMs);
          this.#forgetEnded(session.id);
          this.#held.set(handle, { application, released, card, pin: { cardId, aid: session.aid, ...terms } });
          this.#opening.delete(opening);
          // A stop that came between the gates and here was not told to this one yet.
          try {
            if (opening.refused !== undefined) throw opening.refused;
            await demandNotStopped(this.#ports.store.stops, cardId);
          } catch (error) {
            application.end(error as MadoguchiError);
            this.#held.delete(handle);
            throw error;
          }
          resolve({ handle, cardRef, status });
          await application.ended;
        })
        .catch(reject)
        .finally(() => {
          this.#opening.delete(opening);
          ended();
        });
    });
  }

  /**
   * Passes one command through the firewall. `serverLimit` is what the issuing server says now, where a PIN is verified for it.
   * Throws `access.*`, `apdu.*`, `reader.*`; for a PIN also `gate.*` and `pin.*`.
   */
  async transmit(
    session: SystemSession,
    handle: string,
    command: Uint8Array,
    serverLimit?: unknown,
  ): Promise<Uint8Array> {
    passFirewall(command);
    const held = this.#find(session, handle);
    return carriesPin(command) ? this.#verify(session, held, command, serverLimit) : held.application.transmit(command);
  }

  /** A PIN passes only where the gates of use still stand open and the effective limit is not reached. */
  async #verify(session: SystemSession, held: Held, command: Uint8Array, serverLimit: unknown): Promise<Uint8Array> {
    const { application, pin } = held;
    const { serviceId } = session;
    const { cardId, channel } = pin;
    await passUseGates(this.#ports, { sharers: this.#ports.sharers(session), cardId, serviceId, channel });
    let attempt: PinAttempt;
    try {
      attempt = await this.#pin.begin(pin, serverLimit);
    } catch (error) {
      if (pinErrors.is(error, "locked")) await this.#lock(session, held, error);
      throw error;
    }
    const response = await application.transmit(command);
    const verdict = await this.#pin.end(attempt, ResponseApdu.parse(response).sw);
    if (verdict !== "locked") return response;
    const { limit } = attempt;
    const locked = pinErrors.error("locked", { channel, limit });
    await this.#lock(session, held, locked);
    throw locked;
  }

  /** The daemon's own count is on record already: a card that cannot be told now is refused all the same, and told at its next insertion. */
  async #lock(session: SystemSession, { application, card, pin }: Held, reason: MadoguchiError): Promise<void> {
    try {
      if (!application.hasEnded) await this.#ports.lockOnCard(card, pin.cardId, session);
    } catch (error) {
      this.#ports.failures.error("pin.lock", error, { cardId: pin.cardId, aid: pin.aid });
    }
    application.end(reason);
  }

  /** The card behind a handle of this session; undefined for any other. */
  cardOf(session: SystemSession, handle: string): string | undefined {
    const held = this.#held.get(handle);
    return held?.application.sessionId === session.id ? held.pin.cardId : undefined;
  }

  /** Resolves when the card is free again. Throws `access.unknown-handle`. */
  async close(session: SystemSession, handle: string): Promise<void> {
    const { application, released } = this.#find(session, handle);
    application.end(accessErrors.error("closed"));
    this.#held.delete(handle);
    await released;
  }

  async #pass(
    session: SystemSession,
    card: HeldCard,
    signal: AbortSignal,
    channel: PinChannel,
    opening: Opening,
  ): Promise<Omit<Opened, "handle"> & { readonly cardId: string }> {
    if (signal.aborted) throw accessErrors.error("closed");
    const { cardId } = await this.#ports.identify(card);
    opening.cardId = cardId;
    opening.onCard?.(cardId);
    const { serviceId } = session;
    const use = { sharers: this.#ports.sharers(session), cardId, serviceId, channel };
    const status = await passUseGates(this.#ports, use);
    await this.#pin.demandUnlocked(cardId, session.aid);
    const select = new CommandApdu(0x00, 0xa4, 0x04, 0x00, fromHex(session.aid), 256);
    const { ok, sw, data } = ResponseApdu.parse(await card.transmit(select.encode()));
    const details = { sw: sw.toString(16).toUpperCase().padStart(4, "0") };
    if (sw === SW.NOT_FOUND) throw cardAppErrors.error("not-loaded", details);
    if (!ok || !isNamed(data, session.aid)) throw accessErrors.error("select-failed", details);
    const cardRef = await this.#ports.cardRef(session, cardId);
    if (signal.aborted) throw accessErrors.error("closed");
    return { cardId, cardRef, status };
  }

  #find(session: SystemSession, handle: string) {
    const held = this.#held.get(handle);
    if (held === undefined || held.application.sessionId !== session.id) throw accessErrors.error("unknown-handle");
    return held;
  }

  /** A card that went away is let go at once: the next one in this reader must not wait for the idle limit. */
  #follow(event: ReaderEvent): void {
    if (event.type === "service" && event.state === "down") {
      this.#endWith(() => true, readerErrors.error("service-down", { reason: event.reason }));
    } else if (event.type === "card-removed") {
      const { id } = event.reader;
      this.#endWith((application) => application.readerId === id, readerErrors.error("card-removed", { reader: id }));
    }
  }

  /** A stop takes the card away from whoever has it open, in whichever municipality (R-SHARE-06, X-10). */
  #stopped(stop: StopMark): void {
    for (const { application, pin } of this.#held.values()) {
      if (pin.cardId === stop.cardId) application.end(stoppedBy(stop));
    }
  }

  /** So does a state that is not 運用中 any more, from the moment that it is known (R-STATE-03). */
  #changed({ cardId, state }: Pick<CardStatus, "cardId" | "state">): void {
    if (state === "active") return;
    const reason = notActive({ cardId, state, source: "live" });
    for (const { application, pin } of this.#held.values()) if (pin.cardId === cardId) application.end(reason);
    for (const opening of this.#opening) if (opening.cardId === cardId) opening.refused = reason;
  }

  /** An ended handle is kept to tell its reason, but not for ever. */
  #forgetEnded(sessionId: string): void {
    for (const [handle, { application }] of this.#held) {
      if (application.sessionId === sessionId && application.hasEnded) this.#held.delete(handle);
    }
  }

  #endWith(which: (application: HeldApplication) => boolean, reason: MadoguchiError): void {
    for (const { application } of this.#held.values()) if (which(application)) application.end(reason);
  }

  async #endAll(which: (application: HeldApplication) => boolean): Promise<void> {
    const ending = [...this.#held].filter(([, { application }]) => which(application));
    for (const [handle, { application }] of ending) {
      application.end(accessErrors.error("closed"));
      this.#held.delete(handle);
    }
    await Promise.all(ending.map(([, { released }]) => released));
  }
}

/**
 * False when the card's answer to SELECT names another application: where the paired one is missing, its name may be the beginning of
 * another's (ISO/IEC 7816-4, 11.2.2: partial DF name). An answer without a name stands for the one that was asked for.
 */
function isNamed(fci: Uint8Array, aid: string): boolean {
  try {
    const name = findTlv(findTlv(fci, FCI_TEMPLATE) ?? new Uint8Array(0), DF_NAME);
    return name === undefined || toHex(name) === aid;
  } catch {
    return false;
  }
}
