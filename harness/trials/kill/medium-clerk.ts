import { createPublicKey, type KeyObject } from "node:crypto";
import type { Knex } from "knex";
import { type StatusMediaWriter, statusFile, statusLine } from "../../doubles/juki-cs/status-medium.js";
import { type Login, Party } from "./party.js";

/** Cards that are on media alone. */
const CARDS = 50;
const cardId = (n: number) => `ED${n.toString(16).toUpperCase().padStart(6, "0")}`;

/** Who imports the CS's media: each is applied as a whole or not at all (R-STATE-04, R-JUKI-09). */
export class MediumClerk extends Party {
  readonly #writer: StatusMediaWriter;
  #recipient: KeyObject | undefined;
  sequence = 0;

  constructor(login: Login, writer: StatusMediaWriter, onAnswer: () => void) {
    super(login, onAnswer);
    this.#writer = writer;
  }

  protected async visit(): Promise<void> {
    const { municipality } = this.login;
    const next = this.sequence + 1;
    if (this.#recipient === undefined) {
      const { pem } = await this.call("residents.fileKey", {});
      this.#recipient = createPublicKey(String(pem));
    }
    const asOf = new Date(Date.now() - 1_000).toISOString();
    const state = next % 2 === 0 ? "active" : "suspended";
    const rows = Array.from({ length: CARDS }, (_, n) => statusLine(cardId(n), state, next, asOf));
    const file = statusFile({ municipality, sequence: next, asOf }, rows);
    await this.call("cardStatus.import", { content: await this.#writer.seal(file, this.#recipient, 4_000) });
    this.sequence = next;
  }

  async kept(db: Knex, problems: string[]): Promise<void> {
    const { municipality, operator } = this.login;
    const [last] = await db("statusFiles").where({ municipality }).select("sequence");
    const stored = Number(last?.sequence ?? 0);
    const most = this.sequence + Number(this.waiting === "cardStatus.import");
    if (stored < this.sequence || stored > most) {
      problems.push(`${operator}: medium ${this.sequence} was answered, the store is at ${stored}`);
    }
    const there = await db("cardStatus").where("cardId", "like", "ED%").select("sequence");
    const whole = there.length === (stored === 0 ? 0 : CARDS) && there.every((row) => Number(row.sequence) === stored);
    if (!whole) problems.push(`${operator}: medium ${stored} is applied in part`);
    this.sequence = stored;
  }
}
