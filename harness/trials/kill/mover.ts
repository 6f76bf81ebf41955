import type { Knex } from "knex";
import type { Importer } from "./importer.js";
import { type Login, Party } from "./party.js";

const PERSON = { name: "見本", kana: "ミホン", address: "見本県", birth: "1980-01-02", sex: "1" };
const MOVED_OUT = "2026-01-01";

/** A town's clerk who takes over cards of those who moved in: he works when the mover comes to him. */
export class Arrivals extends Party {
  userId = "";

  /** His work is done within the mover's. */
  override work(): Promise<void> {
    return Promise.resolve();
  }

  protected async visit(): Promise<void> {}

  /** What he did is looked at with the mover. */
  async kept(): Promise<void> {}
}

export interface Town {
  readonly clerk: Arrivals;
  readonly importer: Importer;
}

/** Somebody who moves from one town to the other and back, with one card that goes on working there (引越継続, R-MOVE-01, X-12). */
export class Mover extends Party {
  readonly reader: string;
  readonly #towns: readonly [Town, Town];
  readonly #residentId: string;
  cardId = "";
  /** In which of the two the card is at home. */
  #at = 0;

  /** `login` is that of nobody in particular: a clerk of the first town, by whom the card is looked at. */
  constructor(
    login: Login,
    card: { readonly reader: string; readonly residentId: string },
    towns: readonly [Town, Town],
    onAnswer: () => void,
  ) {
    super(login, onAnswer);
    this.reader = card.reader;
    this.#residentId = card.residentId;
    this.#towns = towns;
  }

  /** Registers the holder in both towns and sets the area in the first; both importers and clerks are connected. */
  async settle(): Promise<void> {
    for (const { clerk, importer } of this.#towns) {
      await importer.import([{ residentId: this.#residentId, ...PERSON }]);
      const user = await clerk.call("users.register", { readerId: this.reader, residentId: this.#residentId });
      clerk.userId = String(user["userId"]);
      this.cardId = String(user["cardId"]);
    }
    await this.#towns[0].clerk.call("area.set", { readerId: this.reader });
  }

  /** Where the card is at home, as it says itself; what was interrupted on it is mended on the way. */
  async look(): Promise<void> {
    const { standing } = await this.call("move.inspect", { readerId: this.reader });
    this.#at = standing === "home" ? 0 : 1;
  }

  protected async visit(): Promise<void> {
    const to = 1 - this.#at;
    const [here, there] = [this.#towns[this.#at as 0 | 1], this.#towns[to as 0 | 1]];
    const resident = { residentId: this.#residentId, ...PERSON };
    await Promise.all([here.importer.put({ ...resident, movedOut: MOVED_OUT }), there.importer.put(resident)]);
    const { userId } = there.clerk;
    await there.clerk.call("move.continue", { readerId: this.reader, cardId: this.cardId, userId });
    this.#at = to;
  }

  /** An answered move has ended its journal entry. */
  async kept(db: Knex, problems: string[]): Promise<void> {
    const open = await db("journal").where({ cardId: this.cardId, state: "open" });
    const caught = this.#towns.filter(({ clerk }) => clerk.waiting === "move.continue").length;
    if (open.length > caught) problems.push(`mover: ${open.length} moves are open, ${caught} were caught`);
  }
}
