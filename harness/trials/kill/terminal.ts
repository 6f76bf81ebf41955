import type { Knex } from "knex";
import type { RandomSource } from "#card/ports/random.js";
import type { MethodName } from "#daemon/api/contract/index.js";
import { type Login, Party } from "./party.js";

const SERVICE = "library";

/** Who sits at a terminal, and the card that lies on its reader. */
export interface Seat extends Login {
  readonly reader: string;
  readonly residentId: string;
}

/** A counter terminal under load. */
export class Terminal extends Party {
  readonly seat: Seat;
  readonly #random: RandomSource;
  cardId = "";
  userId = "";
  /** Whether the card carries the application, as far as answers tell. */
  loaded = false;
  /** Whether the use is registered: its end may come before the card does (use.end). */
  inUse = false;

  constructor(seat: Seat, random: RandomSource, onAnswer: () => void) {
    super(seat, onAnswer);
    this.seat = seat;
    this.#random = random;
  }

  protected override onAnswered(method: MethodName): void {
    if (method === "cardApps.load") this.loaded = true;
    if (method === "cardApps.delete") this.loaded = false;
    if (method === "cardApps.load" || method === "cardApps.delete") this.inUse = this.loaded;
    if (method === "use.end") this.inUse = false;
  }

  /** Registers the user and sets the card's area, once. */
  async settle(): Promise<void> {
    const { reader: readerId, residentId } = this.seat;
    const { userId, cardId } = await this.call("users.register", { readerId, residentId });
    this.userId = String(userId);
    this.cardId = String(cardId);
    await this.call("area.set", { readerId });
  }

  /** What the card says that it carries; mends on the way what was interrupted. */
  async look(): Promise<boolean> {
    const { applications } = await this.call("cardApps.list", { readerId: this.seat.reader });
    const before = this.loaded;
    this.loaded = (applications as { state: string }[]).some(({ state }) => state === "personalised");
    // A write that a kill had caught has been ended one way or the other.
    if (this.loaded !== before) this.inUse = this.loaded;
    return this.loaded;
  }

  protected async visit(): Promise<void> {
    const { reader: readerId, residentId } = this.seat;
    const kind = this.loaded ? "delete" : "load";
    await this.call("residents.search", { query: { residentId } });
    const record = () => this.call("applications.record", { userId: this.userId, serviceId: SERVICE, kind });
    if (this.inUse && this.#dice(3) === 0)
      await this.call("use.end", { applicationId: (await record())["applicationId"] });
    const { applicationId } = await record();
    await this.call(kind === "load" ? "cardApps.load" : "cardApps.delete", { readerId, applicationId });
    if (kind === "delete") return;
    const pin = String(1_000 + this.#dice(200));
    await this.call("cardApps.setPin", { readerId, serviceId: SERVICE, pin });
  }

  #dice(sides: number): number {
    return (this.#random.bytes(1)[0] ?? 0) % sides;
  }

  async kept(db: Knex, problems: string[]): Promise<void> {
    const { answered, seat, cardId, waiting } = this;
    const ids = answered.flatMap(({ applicationId }) => applicationId ?? []);
    const found = await db("applications").whereIn("id", ids).select("id");
    if (found.length !== ids.length) problems.push(`${seat.operator}: an answered application is not in the store`);
    if (waiting === "cardApps.load" || waiting === "cardApps.delete" || cardId === "") return;
    const active = await db("registrations").where({ cardId, state: "active" });
    // An end of use that a kill caught is in the store or not.
    if (waiting === "use.end" && active.length === 0) this.inUse = false;
    if (active.length !== Number(this.inUse)) {
      problems.push(
        `${seat.operator}: ${this.inUse ? "in use" : "ended"}, but ${active.length} registrations are active`,
      );
    }
  }
}
