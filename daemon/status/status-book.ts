import { newsOf } from "../main/news.js";
import type { DaemonPorts } from "../main/ports.js";
import type { CardStatusRecord, OperationState, StatusSource } from "../store/records.js";
import type { Repositories } from "../store/repositories.js";
import type { StatusListener } from "./status-port.js";

export type StatusBookPorts = Pick<DaemonPorts, "store" | "failures" | "audit" | "auditOutbox" | "newId">;

/** One word of the CS about one card. */
export interface StatusChange {
  readonly cardId: string;
  readonly state: OperationState;
  readonly sequence: number;
  /** Milliseconds since 1970; never later than now. */
  readonly asOf: number;
}

type Changed = StatusChange & { readonly from: OperationState | undefined };

/** What became of some words of the CS. */
export interface Taken {
  /** Cards whose state is another one now, or that were not known before. */
  readonly changed: number;
  /** Words that say nothing newer than what is known: what is known stays. */
  readonly kept: number;
}

/**
 * Whether a word stands in place of what is known. An answer to our own question does when it is not older: whatever was done to our own
 * copy, the CS's word counts (R-STATE-01). What the CS sent by itself must be newer, or say the same again of a later moment.
 */
function stands(change: StatusChange, known: CardStatusRecord | undefined, source: StatusSource): boolean {
  if (known === undefined || change.sequence > known.sequence) return true;
  if (change.sequence < known.sequence) return false;
  return source === "live" || (change.state === known.state && change.asOf > known.asOf);
}

/** The one place where operation states are written: each card has one, with its source and time (R-DATA-13). */
export class StatusBook {
  readonly #ports: StatusBookPorts;
  readonly #municipalities: readonly string[];
  readonly #news = newsOf<Parameters<StatusListener>[0]>();

  /** `municipalities` are those of this daemon: each has the changes of its own users' cards on record. */
  constructor(ports: StatusBookPorts, municipalities: readonly string[]) {
    this.#ports = ports;
    this.#municipalities = municipalities;
  }

  onChange(listener: StatusListener): () => void {
    return this.#news.on(listener);
  }

  find(cardId: string): Promise<CardStatusRecord | undefined> {
    return this.#ports.store.cardStatus.find(cardId);
  }

  /**
   * Takes words of the CS, all of them or none, in one transaction with whatever `within` writes and with the audit row of each change: a
   * change that came with many others stands in the record of their file. Each changed card is told to the listeners.
   */
  async take(
    changes: readonly StatusChange[],
    source: StatusSource,
    within?: (repositories: Repositories) => Promise<void>,
  ): Promise<Taken> {
    const [word] = changes;
    // What every operation brings: the CS says again what is known. One statement tells it and keeps its moment.
    if (source === "live" && within === undefined && changes.length === 1) {
      if (await this.#ports.store.cardStatus.confirm({ ...word!, source })) return { changed: 0, kept: 0 };
    }
    const { taken, changed } = await this.#ports.store.transaction(async (repositories) => {
      await within?.(repositories);
      const found = await repositories.cardStatus.findAll(changes.map(({ cardId }) => cardId));
      const known = new Map(found.map((one) => [one.cardId, one]));
      const taken = changes.filter((change) => stands(change, known.get(change.cardId), source));
      await repositories.cardStatus.put(taken.map((change) => ({ ...change, source })));
      const changed = taken.flatMap((change) => {
        const from = known.get(change.cardId)?.state;
        return from === change.state ? [] : [{ ...change, from }];
      });
      if (source !== "medium") for (const one of changed) await this.#recordChange(repositories, one, source);
      return { taken, changed };
    });
    if (source !== "medium") await this.#ports.auditOutbox.tell();
    for (const { cardId, state } of changed) this.#news.tell({ cardId, state });
    return { changed: changed.length, kept: changes.length - taken.length };
  }

  /** A card that was not known before has not changed. */
  async #recordChange(
    repositories: Repositories,
    { cardId, state, from }: Changed,
    source: StatusSource,
  ): Promise<void> {
    if (from === undefined) return;
    const { auditOutbox, newId } = this.#ports;
    const facts = { from, to: state, source };
    const row = { event: "cs.state-changed", outcome: "ok", target: cardId, facts } as const;
    const owners: string[] = [];
    for (const municipality of this.#municipalities) {
      if (await repositories.of(municipality).users.findByCard(cardId)) owners.push(municipality);
    }
    // One municipality's auditors learn nothing of another's users; a card that is nobody's user's is on record without one.
    for (const municipality of owners.length === 0 ? [undefined] : owners) {
      await auditOutbox.add(repositories, { ...row, correlationId: newId(), ...(municipality && { municipality }) });
    }
  }

  /** Puts on record what happens on the link by itself; what cannot be recorded is told by the failure log. */
  async record(
    event: string,
    outcome: "ok" | "failed" | "refused",
    about: Pick<Parameters<StatusBookPorts["audit"]["record"]>[0], "target" | "facts" | "code" | "municipality"> = {},
  ): Promise<void> {
    const { audit, failures, newId } = this.#ports;
    const correlationId = newId();
    try {
      await audit.record({ event, outcome, correlationId, ...about });
    } catch (error) {
      failures.error("audit.lost-row", error, { correlationId, event });
    }
  }
}
