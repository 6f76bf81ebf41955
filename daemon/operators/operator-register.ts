import type { Clock } from "#card/ports/clock.js";
import type { RandomSource } from "#card/ports/random.js";
import type { OperatorSession } from "../api/call.js";
import type { Right, Role } from "../api/contract/index.js";
import type { OperatorRecord } from "../store/records.js";
import type { OperatorRepository, Store } from "../store/repositories.js";
import { effectiveRights } from "./effective-rights.js";
import { operatorErrors } from "./operator-errors.js";
import { demandGoodPassword } from "./password-rules.js";
import { hashPassword } from "./passwords.js";

type State = OperatorRecord["state"];

export interface RegisterPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: RandomSource;
}

export interface RegisterRules {
  /** Characters that a password must have. */
  readonly shortestPassword: number;
}

/** What `update` may change. */
export interface OperatorChange {
  readonly name?: string | undefined;
  readonly roles?: readonly Role[] | undefined;
  readonly withdrawn?: readonly Right[] | undefined;
}

/** How an id came by its new state, and what goes with the old one. */
const STEPS = {
  unregister: { from: ["registered", "disabled"], to: "defined", keepsPassword: false },
  disable: { from: ["registered"], to: "disabled", keepsPassword: true },
  enable: { from: ["disabled"], to: "registered", keepsPassword: true },
  delete: { from: ["defined", "registered", "disabled"], to: "deleted", keepsPassword: false },
} as const satisfies Record<string, { from: readonly State[]; to: State; keepsPassword: boolean }>;

export type OperatorStep = keyof typeof STEPS;

/**
 * In-business ids (業務内ID) and their rights (R-OPR-07, R-OPR-08). Each change is one transaction, in which the rules that hold over all
 * operators are asked: nobody changes what he may do himself, and somebody who manages operators is always left.
 */
export class OperatorRegister {
  readonly #ports: RegisterPorts;
  readonly #rules: RegisterRules;

  constructor(ports: RegisterPorts, rules: RegisterRules) {
    this.#ports = ports;
    this.#rules = rules;
  }

  /** Those that are not deleted, in order of id. */
  async list(municipality: string): Promise<readonly OperatorRecord[]> {
    const all = await this.#ports.store.of(municipality).operators.list();
    return all.filter(({ state }) => state !== "deleted");
  }

  /** Defines an id with its rights; it opens nothing until it is registered. Throws `operator.id-taken`, also for a deleted id. */
  async create(by: OperatorSession, operator: Pick<OperatorRecord, "id" | "name" | "roles" | "withdrawn">) {
    const { municipality } = by;
    const fresh: OperatorRecord = {
      ...{ municipality, ...operator, passwordHash: "", failures: 0, lockedUntil: 0 },
      state: "defined",
    };
    return this.#write(municipality, async (operators) => {
      if ((await operators.find(operator.id)) !== undefined) throw operatorErrors.error("id-taken");
      return fresh;
    });
  }

  /** Throws `operator.unknown`, `operator.own-rights`, `operator.last-administrator`. */
  async update(by: OperatorSession, id: string, change: OperatorChange): Promise<OperatorRecord> {
    const rights = change.roles !== undefined || change.withdrawn !== undefined;
    if (rights) demandAnother(by, id);
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    return this.#change(by, id, (operator) => ({ ...operator, ...given }));
  }

  /** Puts a defined id into the operator authentication: from now on it can log in. Throws `operator.wrong-state`, `operator.weak-password`. */
  async register(by: OperatorSession, id: string, password: string | undefined): Promise<OperatorRecord> {
    demandAnother(by, id);
    const passwordHash = password === undefined ? "" : await this.#hash(password, id);
    return this.#change(by, id, (operator) => {
      demandState(operator, ["defined"]);
      return { ...operator, state: "registered", passwordHash, failures: 0, lockedUntil: 0 };
    });
  }

  /** Throws `operator.wrong-state`, `operator.own-rights`, `operator.last-administrator`. */
  async step(by: OperatorSession, id: string, name: OperatorStep): Promise<OperatorRecord> {
    demandAnother(by, id);
    const { from, to, keepsPassword } = STEPS[name];
    return this.#change(by, id, (operator) => {
      demandState(operator, from);
      return { ...operator, state: to, ...(keepsPassword ? {} : { passwordHash: "" }) };
    });
  }

  /** Sets a password anew and opens the lock of failed logins. Throws `operator.weak-password`, `operator.wrong-state`. */
  async resetPassword(by: OperatorSession, id: string, password: string): Promise<OperatorRecord> {
    demandAnother(by, id);
    const passwordHash = await this.#hash(password, id);
    return this.#change(by, id, (operator) => {
      demandState(operator, ["registered", "disabled"]);
      return { ...operator, passwordHash, failures: 0, lockedUntil: 0 };
    });
  }

  unlock(by: OperatorSession, id: string): Promise<OperatorRecord> {
    // Who is logged in has no lock of his own to open; but another terminal's guesses may have made one.
    return this.#change(by, id, (operator) => ({ ...operator, failures: 0, lockedUntil: 0 }));
  }

  #hash(password: string, id: string): Promise<string> {
    demandGoodPassword(password, id, this.#rules.shortestPassword);
    return hashPassword(password, this.#ports.random);
  }

  #change(by: OperatorSession, id: string, how: (operator: OperatorRecord) => OperatorRecord): Promise<OperatorRecord> {
    return this.#write(by.municipality, async (operators) => {
      const operator = await operators.find(id);
      if (operator === undefined || operator.state === "deleted") throw operatorErrors.error("unknown");
      return how(operator);
    });
  }

  #write(municipality: string, make: (operators: OperatorRepository) => Promise<OperatorRecord>) {
    return this.#ports.store.transaction(async (repositories) => {
      const { operators } = repositories.of(municipality);
      const changed = await make(operators);
      await operators.save(changed);
      const manages = (one: OperatorRecord) =>
        one.state === "registered" && effectiveRights(one).includes("operator.manage");
      if (!(await operators.list()).some(manages)) throw operatorErrors.error("last-administrator");
      return changed;
    });
  }
}

/** Not even to take something away: what one's own id may do is for another to say. */
function demandAnother({ operatorId }: OperatorSession, id: string): void {
  if (operatorId === id) throw operatorErrors.error("own-rights");
}

function demandState({ state }: OperatorRecord, allowed: readonly State[]): void {
  if (!allowed.includes(state)) throw operatorErrors.error("wrong-state", { state });
}
