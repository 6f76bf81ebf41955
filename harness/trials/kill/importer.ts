import type { Knex } from "knex";
import { type ResidentRow, residentFile } from "../../municipality/resident-file.js";
import { Party } from "./party.js";

/** Residents that only imports touch: many enough that an import is not over in one statement. */
const ROWS = 200;
const PERSON = { name: "見本", kana: "ミホン", birth: "1980-01-02", sex: "1" };

interface Guest {
  readonly row: ResidentRow;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Who imports one resident file after the other: each is applied as a whole or not at all (R-JUKI-03, X-32). */
export class Importer extends Party {
  /** Of the last file that was answered or found applied. */
  sequence = 1;
  #guests: Guest[] = [];

  /** Resolves when a file with this row was answered; rejects when the daemon is gone before. */
  put(row: ResidentRow): Promise<void> {
    return new Promise((resolve, reject) => void this.#guests.push({ row, resolve, reject }));
  }

  override async work(): Promise<void> {
    const working = super.work();
    await working;
    for (const { reject } of this.#guests.splice(0)) reject(new Error("gone"));
  }

  protected async visit(): Promise<void> {
    const guests = this.#guests.splice(0);
    try {
      await this.import(guests.map(({ row }) => row));
    } catch (error) {
      for (const { reject } of guests) reject(error as Error);
      throw error;
    }
    for (const { resolve } of guests) resolve();
  }

  /** Imports the next file, with these rows behind its own. */
  async import(rows: readonly ResidentRow[]): Promise<void> {
    const next = this.sequence + 1;
    const own = Array.from({ length: ROWS }, (_, n) => ({ residentId: `I-${n}`, address: `第${next}号`, ...PERSON }));
    await this.call("residents.import", {
      content: residentFile(this.login.municipality, next, [...own, ...rows]),
    });
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
    const there = await db("residents")
      .where({ municipality })
      .where("residentId", "like", "I-%")
      .select("sequence", "address");
    const whole = there.every(({ sequence, address }) => Number(sequence) === stored && address === `第${stored}号`);
    if (stored > 1 && (there.length !== ROWS || !whole))
      problems.push(`${operator}: file ${stored} is applied in part`);
    this.sequence = stored;
  }
}
