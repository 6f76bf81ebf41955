import type { Knex } from "knex";
import type { MethodName } from "#daemon/api/contract/index.js";
import { type Login, Party } from "./party.js";

/** Who stops a card that nobody works with, and lifts the stop again (R-STOP-01, A-46). */
export class Stopper extends Party {
  readonly #residentId: string;
  readonly #cardId: () => string;
  stopped = false;

  /** `cardId` is known once the card's holder is registered. */
  constructor(
    login: Login,
    holder: { readonly residentId: string; readonly cardId: () => string },
    onAnswer: () => void,
  ) {
    super(login, onAnswer);
    this.#residentId = holder.residentId;
    this.#cardId = holder.cardId;
  }

  protected override onAnswered(method: MethodName): void {
    if (method === "stops.set") this.stopped = true;
    if (method === "stops.lift") this.stopped = false;
  }

  protected async visit(): Promise<void> {
    const [residentId, cardId] = [this.#residentId, this.#cardId()];
    if (this.stopped) await this.call("stops.lift", { residentId, cardId, what: "card", identityChecked: true });
    else await this.call("stops.set", { residentId, cardId, reason: "lost", reportedBy: "holder" });
  }

  async kept(db: Knex, problems: string[]): Promise<void> {
    const there = (await db("stops").where({ cardId: this.#cardId() })).length > 0;
    const open = this.waiting === "stops.set" || this.waiting === "stops.lift";
    if (!open && there !== this.stopped) {
      problems.push(`${this.login.operator}: ${this.stopped ? "stopped" : "lifted"}, but the store says otherwise`);
    }
    this.stopped = there;
  }
}
