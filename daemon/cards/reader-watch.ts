import { createHmac } from "node:crypto";
import { toHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { ReaderEvent, ReaderInfo } from "#card/reader/reader-port.js";
import type { CardIdentity } from "#card/region/card-driver.js";
import type { Session } from "../api/call.js";
import type { ResultOf } from "../api/contract/index.js";
import type { DaemonPorts } from "../main/ports.js";
import { type KnownCard, withKnownCard } from "./known-card.js";
import { sightOf } from "./reader-scope.js";

type ReadersView = ResultOf<"readers.list">;
type ReaderView = ReadersView["readers"][number];

/** What was found out about the card of one insertion. */
interface Finding {
  readonly insertion: number;
  readonly identity?: CardIdentity;
  readonly mute: boolean;
}

/** Pause before a card is looked at again that another program held. */
const AGAIN_MS = 1_000;

/**
 * Watches the readers: finds out who each inserted card is, gives `onKnown` the chance to mend what was interrupted on it,
 * and pushes the whole picture to every session whenever it changes.
 */
export class ReaderWatch {
  readonly #ports: DaemonPorts;
  readonly #onKnown: (card: KnownCard) => Promise<void>;
  readonly #findings = new Map<string, Finding>();
  readonly #running = new Set<Promise<void>>();
  /** What each session was told last. */
  readonly #told = new WeakMap<Session, string>();
  readonly #insertionKey: Uint8Array;
  #unsubscribe: (() => void) | undefined;
  #ending = new AbortController();

  constructor(ports: DaemonPorts, onKnown: (card: KnownCard) => Promise<void>) {
    this.#ports = ports;
    this.#onKnown = onKnown;
    this.#insertionKey = ports.random.bytes(32);
  }

  /** Looks at the cards that are there already, and at every one that comes. */
  start(): void {
    this.#ending = new AbortController();
    this.#unsubscribe = this.#ports.readers.subscribe((event) => this.#take(event));
    for (const reader of this.#ports.readers.readers()) if (reader.card === "present") this.#look(reader);
  }

  /** Ends the watch once the cards being looked at are let go. */
  async stop(): Promise<void> {
    this.#unsubscribe?.();
    this.#ending.abort();
    await this.settled();
  }

  /** Resolves when no card is being looked at. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** The readers as this session may see them (R-PRIV-10, R-PRIV-11). */
  view(session: Session): ReadersView {
    const { readers, municipalities } = this.#ports;
    const shown = (reader: ReaderInfo): readonly ReaderView[] => {
      const sight = sightOf(municipalities, session, reader.name);
      if (sight === "nothing") return [];
      const { cardId, ...rest } = this.#viewOf(reader);
      if (sight === "card") return [{ ...rest, ...(cardId !== undefined && { cardId }) }];
      if (sight === "kind") return [rest];
      const { id, name, state, insertion } = rest;
      return [{ id, name, state, insertion: this.#insertionFor(session, id, insertion) }];
    };
    return { service: readers.service, readers: readers.readers().flatMap(shown) };
  }

  /** The same for one insertion, another for each business system: none writes down a number that stands in another's books. */
  #insertionFor(session: Session, readerId: string, insertion: number): number {
    const who = session.kind === "system" ? session.systemId : session.id;
    const mac = createHmac("sha256", this.#insertionKey)
      .update(JSON.stringify([who, readerId, insertion]))
      .digest();
    return mac.readUIntBE(0, 6);
  }

  #take(event: ReaderEvent): void {
    if (event.type === "card-inserted" && event.reader.card === "present") this.#look(event.reader);
    if (event.type === "card-removed" || event.type === "reader-detached") this.#findings.delete(event.reader.id);
    this.#announce();
  }

  #announce(): void {
    this.#ports.announcer.announceEach("readers.changed", (session) => {
      const view = this.view(session);
      // Who sees nothing new is not told that there was something: it happened at another municipality's counter.
      const told = JSON.stringify(view);
      if (this.#told.get(session) === told) return undefined;
      this.#told.set(session, told);
      return view;
    });
  }

  #look(reader: ReaderInfo): void {
    const run = this.#identify(reader).finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  async #identify(reader: ReaderInfo): Promise<void> {
    const { id, insertion } = reader;
    const found = (finding: Omit<Finding, "insertion">): void => {
      this.#findings.set(id, { insertion, ...finding });
      this.#announce();
    };
    for (let held = false; ; held = true) {
      try {
        return await withKnownCard(this.#ports, id, { insertion }, async (card) => {
          found({ identity: card.identity, mute: false });
          await this.#ports.store.cards.save({ ...card.identity, seenAt: this.#ports.clock.now() });
          await this.#onKnown(card);
        });
      } catch (error) {
        if (isMadoguchiError(error, "reader.card-removed") || isMadoguchiError(error, "reader.no-card")) return;
        const mute = isMadoguchiError(error, "reader.mute-card") || isMadoguchiError(error, "reader.deadline");
        if (this.#findings.get(id)?.insertion !== insertion) found({ mute });
        if (!held && !isMadoguchiError(error, "card.unsupported"))
          this.#ports.failures.error("card.identify", error, { reader: id });
        if (!isMadoguchiError(error, "reader.sharing-violation")) return;
      }
      // Other programs look at a new card too, and let it go again: nobody has to take it out for that.
      const { signal } = this.#ending;
      await this.#ports.clock.sleep(AGAIN_MS, signal).catch(() => undefined);
      if (signal.aborted) return;
    }
  }

  #viewOf(reader: ReaderInfo): ReaderView {
    const { id, name, card, insertion, atr } = reader;
    const finding = this.#findings.get(id);
    const current = finding?.insertion === insertion ? finding : undefined;
    const shared = { id, name, insertion, ...(atr === undefined ? {} : { atr: toHex(atr) }) };
    if (card !== "present") return { ...shared, state: card };
    if (current?.identity === undefined) return { ...shared, state: current?.mute === true ? "mute" : "unknown" };
    const { cardId, kind, dialect } = current.identity;
    return { ...shared, state: "ready", cardId, kind, dialect };
  }
}
