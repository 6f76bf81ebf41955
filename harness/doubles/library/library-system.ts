import type { Clock } from "#card/ports/clock.js";
import type { Identity } from "#daemon/tls/index.js";
import { Told } from "../business-system/told.js";
import { HandOverEndpoint } from "../endpoint/hand-over-endpoint.js";
import type { Circulation, ItemView, Loan, PatronView } from "./circulation.js";
import { libraryErrors } from "./library-errors.js";
import type { Shelves } from "./shelves.js";

export interface LibrarySystemOptions {
  readonly identity: Identity;
  /** Authority of all who connect, PEM. */
  readonly clientCa: string;
  /** Common name of the daemon's certificate: the one that hands users over. */
  readonly daemon: string;
  /** Its id with the municipality, `library-window` when absent, and the resident data that it declares. */
  readonly system?: string;
  readonly fields: readonly string[];
  readonly clock: Clock;
  readonly shelves: Shelves;
  /**
   * Serves whom it was told nothing of: a partner's library, for which the number in the group's card application is enough (R-LIB-04, X-19).
   */
  readonly guests?: boolean;
  readonly port?: number;
}

const LOAN_DAYS = 14;
const DAY_MS = 86_400_000;
const JAPAN_MS = 9 * 3_600_000;

/**
 * A library system (図書館システム): takes users over from the daemon by the interface of business systems, and lends, takes back and reserves
 * for them. All lending rules are here: Madoguchi has none (R-LIB-06). What is not in the guide is ours (docs/assumptions.md).
 */
export class LibrarySystem implements Circulation {
  readonly #options: LibrarySystemOptions;
  #endpoint!: HandOverEndpoint;
  readonly #told = new Told();

  private constructor(options: LibrarySystemOptions) {
    this.#options = options;
  }

  static async start(options: LibrarySystemOptions): Promise<LibrarySystem> {
    const system = new LibrarySystem(options);
    const { identity, clientCa, daemon: counter, port, shelves, system: id = "library-window", fields } = options;
    system.#endpoint = await HandOverEndpoint.start({
      ...{ identity, clientCa, counter, port, system: id, role: "library", fields, book: shelves.users },
      badRequest: libraryErrors.error("bad-request").code,
      taken: () => system.#told.wake(),
    });
    return system;
  }

  /** Where it takes hand-over messages. */
  get url(): string {
    return this.#endpoint.url;
  }

  /** Address of the system, without a path. */
  get origin(): string {
    return this.#endpoint.origin;
  }

  async lend(number: string, item: string): Promise<Loan> {
    await this.#demandServed(number);
    const { clock, shelves } = this.#options;
    const due = new Date(clock.now() + JAPAN_MS + LOAN_DAYS * DAY_MS).toISOString().slice(0, 10);
    return { item, title: await shelves.lend(number, item, due), due };
  }

  /** Whose card it is does not matter: somebody else may bring a book back. */
  giveBack(item: string): Promise<void> {
    return this.#options.shelves.giveBack(item);
  }

  async reserve(number: string, item: string): Promise<void> {
    await this.#demandServed(number);
    await this.#options.shelves.reserve(number, item);
  }

  async patron(number: string): Promise<PatronView> {
    const served = (await this.#refusal(number)) === undefined;
    return { served, ...(await this.#options.shelves.held(number)) };
  }

  item(item: string): Promise<ItemView> {
    return this.#options.shelves.item(item);
  }

  /** Resolves when it was told of so many registered users: hand-over comes when it comes. */
  async knows(count: number): Promise<void> {
    await this.#told.until(async () => (await this.#options.shelves.numbers()).length >= count);
  }

  close(): Promise<void> {
    return this.#endpoint.close();
  }

  async #refusal(number: string) {
    const user = await this.#options.shelves.user(number);
    if (user.stopped) return libraryErrors.error("stopped");
    const guest = this.#options.guests === true && user.sequence === 0;
    return guest || (user.registered && !user.ended) ? undefined : libraryErrors.error("not-registered");
  }

  async #demandServed(number: string): Promise<void> {
    const refusal = await this.#refusal(number);
    if (refusal !== undefined) throw refusal;
  }
}
