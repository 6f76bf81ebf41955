import { isMadoguchiError, MadoguchiError } from "#card/errors/madoguchi-error.js";
import type { StepListener } from "#card/region/card-driver.js";
import type { KnownCard } from "../cards/known-card.js";
import type { DaemonPorts } from "../main/ports.js";
import type { JournalRecord } from "../store/records.js";
import type { Repositories } from "../store/repositories.js";

/** A card write with its records: what is stored before its first APDU, what it does, and what is stored once it is done. */
export interface CardWrite {
  readonly entry: JournalRecord;
  /** Stored together with the journal entry, before the card is touched. */
  readonly before?: (repositories: Repositories) => Promise<void>;
  readonly work: (onStep: StepListener) => Promise<void>;
  /** Stored together with the end of the journal entry. */
  readonly after?: (repositories: Repositories) => Promise<void>;
  /** Told of each step, for a progress display. */
  readonly progress: StepListener;
  /** Takes back on the card what a refused write left there, and closes the entry. */
  readonly undo: (card: KnownCard, entry: JournalRecord) => Promise<void>;
}

/** Errors after which the card is still there and answers: what it refused can be taken back at once. */
function cardStillAnswers(error: unknown): boolean {
  return isMadoguchiError(error) && /^(card|personalisation|gp|area)\./.test(error.code);
}

/** The same error with the number under which its operation waits for the card to come back. */
function withJournalId(error: unknown, journalId: string): unknown {
  if (!isMadoguchiError(error)) return error;
  return new MadoguchiError(error.row, { ...error.details, journalId }, { cause: error });
}

/**
 * Runs a card write under the journal (write-ahead): the entry and the records that belong to it are on disk before the first
 * APDU, its end and what it brought about after the last. Interrupted anywhere between, it waits under `details.journalId`.
 */
export async function runJournaled(ports: DaemonPorts, card: KnownCard, write: CardWrite): Promise<void> {
  const { entry } = write;
  const { store, clock } = ports;
  await store.transaction(async (repositories) => {
    await repositories.of(entry.municipality).journal.add(entry);
    await write.before?.(repositories);
  });
  const own = store.of(entry.municipality);
  let step = entry.step;
  try {
    await write.work(async (next) => {
      if (next.name !== step) await own.journal.step(entry.id, next.name, clock.now());
      step = next.name;
      await write.progress(next);
    });
  } catch (error) {
    if (!cardStillAnswers(error)) throw withJournalId(error, entry.id);
    try {
      await write.undo(card, entry);
    } catch (undoing) {
      ports.failures.error("journal.undo", undoing, { journalId: entry.id });
      throw withJournalId(error, entry.id);
    }
    throw error;
  }
  await store.transaction(async (repositories) => {
    await write.after?.(repositories);
    await repositories.of(entry.municipality).journal.close(entry.id, "finished", clock.now());
  });
  await ports.auditOutbox.tell();
  ports.handOver.wake();
}
