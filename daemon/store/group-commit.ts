import type { Knex } from "knex";

/** Work on the database, on whatever connection or transaction it is given. */
export type Work<T> = (db: Knex) => PromiseLike<T>;

interface Waiting {
  readonly work: Work<unknown>;
  /** Whether it is several statements, all or none. One statement is all or none by itself: alone it needs no transaction, among others no savepoint. */
  readonly atomic: boolean;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Works that one commit takes at most. */
const TOGETHER = 64;
/** What SQLite refuses on account of the whole database, it would refuse to each of the others too, and after as long a wait. */
const OF_THE_DATABASE = /^SQLITE_(BUSY|FULL|IOERR|CORRUPT|READONLY|NOMEM)/;

const isOfTheDatabase = (error: unknown) => OF_THE_DATABASE.test(String((error as { code?: unknown }).code));

/**
 * One writer for everybody: what comes while a commit is on its way to the disk shares the next one (decision 0022). A work of several
 * statements stands under a savepoint of its own, so that one that fails takes nothing of the others with it; a statement that SQLite
 * refuses is undone by SQLite, and the transaction goes on. Each is told of its end only after the commit.
 */
export class GroupCommit {
  readonly #db: Knex;
  readonly #waiting: Waiting[] = [];
  #busy = false;

  constructor(db: Knex) {
    this.#db = db;
  }

  /** A work is one statement, unless `atomic` says that it may be several. */
  run<T>(work: Work<T>, atomic = false): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, atomic, resolve: resolve as (result: unknown) => void, reject });
      if (!this.#busy) void this.#runWaiting();
    });
  }

  async #runWaiting(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) {
      const these = this.#waiting.splice(0, TOGETHER);
      await (these.length === 1 ? this.#alone(these[0]!) : this.#together(these));
    }
    this.#busy = false;
  }

  async #alone({ work, atomic, resolve, reject }: Waiting): Promise<void> {
    const done = atomic ? this.#transaction(work) : attempt(work, this.#db);
    await done.then(resolve, reject);
  }

  async #together(these: readonly Waiting[]): Promise<void> {
    const ends: (() => void)[] = [];
    try {
      await this.#transaction(async (trx) => {
        for (const { work, atomic, resolve, reject } of these) {
          try {
            const result = await (atomic ? within(trx, work) : attempt(work, trx));
            ends.push(() => resolve(result));
          } catch (error) {
            if (isOfTheDatabase(error)) throw error;
            ends.push(() => reject(error));
          }
        }
      });
    } catch (error) {
      for (const { reject } of these) reject(error);
      return;
    }
    for (const end of ends) end();
  }

  /** SQLite leaves a transaction open whose commit it refused: it is rolled back, or the next would stand in it. */
  async #transaction(work: Work<unknown>): Promise<unknown> {
    try {
      return await within(this.#db, work);
    } catch (error) {
      await this.#db.raw("ROLLBACK").catch(() => undefined);
      throw error;
    }
  }
}

/** A work that throws before it promises anything has failed like any other. */
async function attempt<T>(work: Work<T>, db: Knex): Promise<T> {
  return work(db);
}

/**
 * Within a transaction, or a savepoint of one. Rejects with what the work rejected with: what SQLite has rolled back by itself on a full
 * disk cannot be rolled back again, and Knex would tell that instead.
 */
async function within<T>(db: Knex, work: Work<T>): Promise<T> {
  const failed: unknown[] = [];
  const noted = (trx: Knex) =>
    attempt(work, trx).catch((error) => {
      failed.push(error);
      throw error;
    });
  return db.transaction(noted).catch((error) => {
    throw failed.length > 0 ? failed[0] : error;
  });
}
