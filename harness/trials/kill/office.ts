import type { Knex } from "knex";
import type { MethodName } from "#daemon/api/contract/index.js";
import { type Login, Party } from "./party.js";

const PERSON = { name: "見本", kana: "ミホン", address: "見本県", birth: "1980-01-02", sex: "1" };

/** A thing that an answered call has left in the store, by which it is found again. */
interface Left {
  readonly method: MethodName;
  readonly table: string;
  readonly where: Record<string, unknown>;
}

/** Who enters residents by hand, gives out service-use IDs, and begins and ends bulk loads: what was answered is there, and there once. */
export class Registrar extends Party {
  readonly #residentId: string;
  #count = 0;
  #left: Left[] = [];

  constructor(login: Login, residentId: string, onAnswer: () => void) {
    super(login, onAnswer);
    this.#residentId = residentId;
  }

  async #leave(method: MethodName, params: Record<string, unknown>, table: string, where: Record<string, unknown>) {
    const result = await this.call(method, params);
    this.#left.push({ method, table, where });
    return result;
  }

  protected async visit(): Promise<void> {
    const n = `${this.login.operator}-${++this.#count}`;
    const residentId = `H-${n}`;
    const byHand = { residentId, ...PERSON, reason: "not-imported-yet" };
    await this.#leave("residents.enter", byHand, "residents", { residentId });
    const id = `ID-${n}`;
    await this.#leave("serviceIds.add", { residentId: this.#residentId, id }, "serviceIds", { id });
    const { bulkId } = await this.call("bulk.begin", { serviceId: "certificate" });
    await this.#leave("bulk.end", { bulkId }, "bulkRuns", { id: bulkId, state: "ended" });
  }

  async kept(db: Knex, problems: string[]): Promise<void> {
    for (const { method, table, where } of this.#left.splice(0)) {
      const there = await db(table).where(where);
      if (there.length !== 1)
        problems.push(`${this.login.operator}: ${method} was answered, ${there.length} are there`);
    }
  }
}

/** What is done to an in-business id, one after the other, and the state that each step leaves (R-OPR-07). */
const STEPS = [
  ["operators.create", "defined"],
  ["operators.register", "registered"],
  ["operators.disable", "disabled"],
  ["operators.enable", "registered"],
  ["operators.unregister", "defined"],
  ["operators.delete", "deleted"],
] as const;

/** Who defines, registers, disables and deletes in-business ids. */
export class Personnel extends Party {
  #count = 0;
  #id = "";
  /** Steps that were answered of this id. */
  #done = 0;

  protected async visit(): Promise<void> {
    this.#id = `trial-${++this.#count}`;
    this.#done = 0;
    const operatorId = this.#id;
    for (const [method] of STEPS) {
      const more =
        method === "operators.create"
          ? { name: "試験", roles: ["counter"] }
          : method === "operators.register"
            ? { password: "a long password 1" }
            : { reason: "a trial" };
      await this.call(method, { operatorId, ...more });
      this.#done++;
    }
  }

  async kept(db: Knex, problems: string[]): Promise<void> {
    if (this.#id === "") return;
    const [stored] = await db("operators").where({ id: this.#id }).select("state");
    const expected = [this.#stateAfter(this.#done)];
    if (this.waiting !== undefined) expected.push(this.#stateAfter(this.#done + 1));
    if (!expected.includes(stored?.state)) {
      problems.push(`${this.login.operator}: ${this.#id} is ${stored?.state}, not ${expected.join(" or ")}`);
    }
    this.#id = "";
  }

  #stateAfter(steps: number): string | undefined {
    return STEPS[steps - 1]?.[1];
  }
}
