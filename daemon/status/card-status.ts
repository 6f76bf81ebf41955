import type { AuditEvent } from "../audit/audit-port.js";
import type { DaemonPorts } from "../main/ports.js";
import type { CardStatusRecord } from "../store/records.js";
import type { CsAnswer } from "./cs-answer.js";
import { statusErrors } from "./status-errors.js";
import type { CardStatus, CardStatusPort } from "./status-port.js";

type Ports = Pick<DaemonPorts, "store" | "clock" | "failures" | "audit" | "newId">;

/** The operation status of cards, asked at the CS at each operation; what it said last is kept for the rule of A-04. */
export class CardStatusService implements CardStatusPort {
  readonly #ports: Ports;
  readonly #ask: (cardId: string) => Promise<CsAnswer>;
  #link: "up" | "down" | undefined;

  constructor(ports: Ports, ask: (cardId: string) => Promise<CsAnswer>) {
    this.#ports = ports;
    this.#ask = ask;
  }

  async ask(cardId: string, { maxAgeMs = 0 }: { readonly maxAgeMs?: number } = {}): Promise<CardStatus> {
    const now = this.#ports.clock.now();
    const known = await this.#ports.store.cardStatus.find(cardId);
    try {
      const answer = await this.#ask(cardId);
      if (known !== undefined && answer.sequence < known.sequence) throw statusErrors.error("replayed");
      await this.#ports.store.cardStatus.save({ ...answer, askedAt: now });
      await this.#note("up");
      // Also when only our copy had been changed: what the CS says counts, and the difference is on record (R-STATE-01).
      if (known !== undefined && known.state !== answer.state) {
        await this.#record("cs.state-changed", "ok", {
          target: cardId,
          facts: { from: known.state, to: answer.state },
        });
      }
      return { cardId, state: answer.state, source: "live", askedAt: now };
    } catch (error) {
      this.#ports.failures.error("cs.ask", error, { cardId });
      if (statusErrors.is(error, "link-down")) await this.#note("down");
      return fromCache(cardId, known, now - maxAgeMs);
    }
  }

  /** Records when the link goes down or comes up, once each (R-LOG-03). */
  async #note(link: "up" | "down"): Promise<void> {
    if (this.#link === link) return;
    this.#link = link;
    await this.#record(`cs.link-${link}`, link === "up" ? "ok" : "failed");
  }

  async #record(
    event: string,
    outcome: "ok" | "failed",
    about: Pick<AuditEvent, "target" | "facts"> = {},
  ): Promise<void> {
    const correlationId = this.#ports.newId();
    try {
      await this.#ports.audit.record({ event, outcome, correlationId, ...about });
    } catch (error) {
      this.#ports.failures.error("audit.lost-row", error, { correlationId, event });
    }
  }
}

/** The last answer when it is young enough; with the default age of 0 none is, not even one of this very moment. */
function fromCache(cardId: string, known: CardStatusRecord | undefined, notBefore: number): CardStatus {
  if (known === undefined || known.askedAt <= notBefore) return { cardId, state: "unknown", source: "none" };
  return { cardId, state: known.state, source: "cache", askedAt: known.askedAt };
}
