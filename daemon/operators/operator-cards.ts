import { fromHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { CardLink } from "#card/reader/card-link.js";
import { readerErrors } from "#card/reader/reader-port.js";
import { type CardAppSession, cardAppErrors, openCardApp } from "#card/region/card-app-session.js";
import { deriveServiceKeys } from "#card/region/derived-keys.js";
import type { OperatorSession } from "../api/call.js";
import { withKnownCard } from "../cards/known-card.js";
import { demandReader } from "../cards/reader-scope.js";
import type { ServiceKeyPort } from "../keys/key-port.js";
import type { DaemonPorts } from "../main/ports.js";
import type { OperatorRecord } from "../store/records.js";
import { operatorErrors, sessionErrors } from "./operator-errors.js";
import type { LoginRefusal, Operators } from "./operators.js";
import type { Sessions } from "./sessions.js";

type Ports = Pick<DaemonPorts, "store" | "clock" | "random" | "readers" | "dialects" | "municipalities">;

export interface OperatorCardSettings {
  /** AID of the application on a municipality's operator cards, hexadecimal; undefined where there are none. */
  aidOf(municipality: string): string | undefined;
  /** The operators' service key, by municipality. */
  readonly keys: ServiceKeyPort;
  readonly operators: Operators;
  readonly sessions: Pick<Sessions, "end">;
}

/** What tells that a card is none of ours: another's key, no application, none that was made ready. */
const NOT_OURS = ["not-paired", "not-loaded", "not-personalised"] as const;

/**
 * Login by operator card (操作者識別カード): the card is known to the store, proves the operators' service key, and its holder the PIN, in
 * this order; a card of somebody else is never sent a PIN. The session lasts as long as the card stays in its reader (R-OPR-05, X-31).
 */
export class OperatorCards {
  readonly #ports: Ports;
  readonly #settings: OperatorCardSettings;
  /** Reader in which the card of a session is. */
  readonly #held = new Map<string, { readonly readerId: string; readonly insertion: number }>();

  constructor(ports: Ports, settings: OperatorCardSettings) {
    this.#ports = ports;
    this.#settings = settings;
  }

  /** Ends the sessions of cards that are taken away, from now on; gives the function that stops it. */
  watch(): () => void {
    return this.#ports.readers.subscribe((event) => {
      const gone =
        event.type === "service"
          ? event.state === "down"
            ? [...this.#held.values()].map(({ readerId }) => readerId)
            : []
          : event.type === "card-removed" || event.type === "reader-detached"
            ? [event.reader.id]
            : [];
      for (const [sessionId, { readerId }] of [...this.#held]) {
        if (gone.includes(readerId)) this.#settings.sessions.end(sessionId, "card-withdrawn");
      }
    });
  }

  /** Binds an open session to its card; one that was taken away meanwhile ends it at once. */
  hold(sessionId: string, readerId: string, insertion: number): void {
    this.#held.set(sessionId, { readerId, insertion });
    const reader = this.#ports.readers.readers().find(({ id }) => id === readerId);
    if (reader?.card !== "present" || reader.insertion !== insertion) {
      this.#settings.sessions.end(sessionId, "card-withdrawn");
      this.#held.delete(sessionId);
      throw readerErrors.error("card-removed", { reader: readerId });
    }
  }

  forget(sessionId: string): void {
    this.#held.delete(sessionId);
  }

  /**
   * Throws `session.refused` for a card that is not registered, stopped or not ours, `card-app.wrong-pin` with the tries left,
   * `card-app.locked`, `reader.*`, `card.unsupported`.
   */
  async login(
    municipality: string,
    readerId: string,
    pin: string,
    onRefusal: (refusal: LoginRefusal) => void,
  ): Promise<{ operator: OperatorRecord; cardId: string; insertion: number }> {
    demandReader(this.#ports, readerId, municipality);
    return withKnownCard(this.#ports, readerId, {}, async ({ link, identity: { cardId } }) => {
      const card = await this.#ports.store.of(municipality).operatorCards.find(cardId);
      if (card?.state !== "live") {
        onRefusal(card === undefined ? "unknown-card" : "stopped-card");
        throw sessionErrors.error("refused");
      }
      const proof = async (operator: OperatorRecord | undefined): Promise<LoginRefusal | undefined> => {
        if (operator === undefined) return "unknown";
        const application = await this.#authenticate(link, municipality, cardId);
        if (application === undefined) return "forged-card";
        await application.verifyPin(pin);
        return undefined;
      };
      const operator = await this.#settings.operators.attempt(municipality, card.operatorId, proof, onRefusal);
      return { operator, cardId, insertion: link.insertion };
    });
  }

  /** Gives the card in a reader to an operator. Throws `operator.card-not-ours`, `operator.card-taken`, `operator.unknown`. */
  async register(by: OperatorSession, operatorId: string, readerId: string): Promise<string> {
    const { municipality } = by;
    demandReader(this.#ports, readerId, municipality);
    return withKnownCard(this.#ports, readerId, {}, async ({ link, identity: { cardId } }) => {
      if ((await this.#authenticate(link, municipality, cardId)) === undefined) {
        throw operatorErrors.error("card-not-ours");
      }
      const own = this.#ports.store.of(municipality);
      const operator = await own.operators.find(operatorId);
      if (operator === undefined || operator.state === "deleted") throw operatorErrors.error("unknown");
      if ((await own.operatorCards.find(cardId)) !== undefined) throw operatorErrors.error("card-taken");
      const changedAt = this.#ports.clock.now();
      await own.operatorCards.save({
        municipality,
        cardId,
        operatorId,
        state: "live",
        changedBy: by.operatorId,
        changedAt,
      });
      return cardId;
    });
  }

  /** A stopped card opens nothing any more, for good. Gives whose it was. Throws `operator.card-unknown`. */
  async stop(by: OperatorSession, cardId: string): Promise<string> {
    const { operatorCards } = this.#ports.store.of(by.municipality);
    const card = await operatorCards.find(cardId);
    if (card === undefined) throw operatorErrors.error("card-unknown");
    const changedAt = this.#ports.clock.now();
    await operatorCards.save({ ...card, state: "stopped", changedBy: by.operatorId, changedAt });
    return card.operatorId;
  }

  /** Mutual authentication under the operators' service key; undefined for a card that is not ours. */
  async #authenticate(link: CardLink, municipality: string, cardId: string): Promise<CardAppSession | undefined> {
    const aid = this.#settings.aidOf(municipality);
    if (aid === undefined) return undefined;
    try {
      return await this.#settings.keys.withMaster(municipality, (master, version) =>
        openCardApp(
          link,
          fromHex(aid),
          deriveServiceKeys(master, version, fromHex(aid), fromHex(cardId)),
          this.#ports.random,
        ),
      );
    } catch (error) {
      if (isMadoguchiError(error) && NOT_OURS.some((code) => cardAppErrors.is(error, code))) return undefined;
      throw error;
    }
  }
}
