import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { DaemonPorts } from "../main/ports.js";
import type { CardStatusRecord } from "../store/records.js";
import type { LinkAlgorithms } from "../tls/index.js";
import type { CsAnswer } from "./cs-answer.js";
import type { StatusBook } from "./status-book.js";
import { statusErrors } from "./status-errors.js";
import type { CachedAges, CardStatus, CardStatusPort, StatusListener, StatusUse } from "./status-port.js";

type Ports = Pick<DaemonPorts, "clock" | "failures">;

/** The CS as far as it is asked. */
export interface CsQuestion {
  ask(cardId: string): Promise<CsAnswer>;
  readonly agreed?: LinkAlgorithms | undefined;
}

/** The operation status of cards, asked at the CS at each operation; what it said last is kept for the rule of A-04. */
export class CardStatusService implements CardStatusPort {
  readonly #ports: Ports;
  readonly #book: StatusBook;
  readonly #cs: CsQuestion;
  readonly #ages: CachedAges;
  #link: "up" | "down" | undefined;

  constructor(ports: Ports, book: StatusBook, cs: CsQuestion, ages: CachedAges = {}) {
    this.#ports = ports;
    this.#book = book;
    this.#cs = cs;
    this.#ages = ages;
  }

  onChange(listener: StatusListener): () => void {
    return this.#book.onChange(listener);
  }

  async ask(cardId: string, use?: StatusUse): Promise<CardStatus> {
    const now = this.#ports.clock.now();
    let answered = false;
    try {
      const known = await this.#book.find(cardId);
      const answer = await this.#cs.ask(cardId);
      if (known !== undefined && answer.sequence < known.sequence) throw statusErrors.error("replayed");
      answered = true;
      const { kept } = await this.#book.take([{ ...answer, asOf: now }], "live");
      await this.#note("up", this.#cs.agreed);
      // Kept out: the CS itself told something newer while its answer was on the way.
      const state = kept === 0 ? answer.state : (await this.#book.find(cardId))!.state;
      return { cardId, state, source: "live", asOf: now };
    } catch (error) {
      this.#ports.failures.error("cs.ask", error, { cardId });
      if (isLinkDown(error)) await this.#note("down", { code: (error as { code: string }).code });
      // The CS has spoken, and what it said could not be kept: what is kept is not its word any more.
      if (answered) return fromCache(cardId, undefined, now, 0);
      // Read after the question: something newer may have come in while the CS did not answer. A store that fails knows nothing.
      const known = await this.#book.find(cardId).catch(() => undefined);
      return fromCache(cardId, known, now, use === undefined ? 0 : (this.#ages[use] ?? 0));
    }
  }

  /** Records when the link goes down or comes up, once each, and what it was agreed on (R-LOG-03, R-CRYPT-02). */
  async #note(link: "up" | "down", facts: LinkAlgorithms | { readonly code: string } | undefined): Promise<void> {
    if (this.#link === link) return;
    this.#link = link;
    await this.#book.record(`cs.link-${link}`, link === "up" ? "ok" : "failed", facts && { facts: { ...facts } });
  }
}

/** A CS that answered, however wrongly, is there. */
function isLinkDown(error: unknown): boolean {
  if (!isMadoguchiError(error)) return false;
  const { code } = error;
  return (
    code === "tls.not-listed" || ["link-down", "no-agreement", "wrong-peer"].some((key) => code === `status.${key}`)
  );
}

/**
 * What is known, when it is younger than that; at an age of 0, the default, nothing is, not even of this very moment. What seems to be of
 * the future is of a clock that was set back since: nobody can tell its age, and it is not taken.
 */
function fromCache(cardId: string, known: CardStatusRecord | undefined, now: number, maxAgeMs: number): CardStatus {
  const age = known === undefined ? Number.POSITIVE_INFINITY : now - known.asOf;
  if (known === undefined || age < 0 || age >= maxAgeMs) return { cardId, state: "unknown", source: "none" };
  return { cardId, state: known.state, source: "cache", asOf: known.asOf, learnt: known.source };
}
