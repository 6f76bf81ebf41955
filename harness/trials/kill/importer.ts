import type { Knex } from "knex";
import { residentFile } from "../../municipality/resident-file.js";
import { Party } from "./party.js";

/** Residents that only imports touch: many enough that an import is not over in one statement. */
const ROWS = 200;
const PERSON = { name: "見本", kana: "ミホン", birth: "1980-01-02", sex: "1" };

/** Who imports one resident file after the other: each is applied as a whole or not at all (R-JUKI-03, X-32). */
export class Importer extends Party {
  /** Of the last file that was answered or found applied. */
  sequence = 1;

  protected async visit(): Promise<void> {
    const next = this.sequence + 1;
    const rows = Array.from({ length: ROWS }, (_, n) => ({ residentId: `I-${n}`, address: `第${next}号`, ...PERSON }));
    await this.call("residents.import", { content: residentFile(this.login.municipality, next, rows) });
    this.sequence = next;
  }

  async kept(db: Knex, problems: string[]): Promise<void> {
    const { municipality, operator } = this.login;
    const [known] = await db("importSequences").where({ municipality }).select("sequence");
    const stored = Number(known?.sequence ?? 0);
    const most = this.sequence + Number(this.waiting === "residents.import");
    if (stored < this.sequence || stored > most) {
      problems.push(`${operator}: file ${this.sequence} was answered, the store is at ${stored}`);
    }
    const there = await db("residents").where("residentId", "like", "I-%").select("sequence", "address");
    const whole = there.every(({ sequence, address }) => Number(sequence) === stored && address === `第${stored}号`);
    if (stored > 1 && (there.length !== ROWS || !whole))
      problems.push(`${operator}: file ${stored} is applied in part`);
    this.sequence = stored;
  }
}
