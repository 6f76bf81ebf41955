import { readFile, stat } from "node:fs/promises";
import type { Clock } from "#card/ports/clock.js";
import type { RandomSource } from "#card/ports/random.js";
import { TurnQueue } from "#card/reader/turn-queue.js";
import type { OperatorSession } from "../api/call.js";
import type { Role } from "../api/contract/index.js";
import type { OperatorRecord } from "../store/records.js";
import type { Repositories, Store } from "../store/repositories.js";
import { countAttempt, type LockoutRules } from "./lockout.js";
import { operatorErrors, sessionErrors } from "./operator-errors.js";
import { demandGoodPassword } from "./password-rules.js";
import { hashPassword, verifyPassword } from "./passwords.js";

export interface LoginRules extends LockoutRules {
  /** Characters that a password must have. */
  readonly shortestPassword: number;
}

/** An operator as the configuration introduces one. */
export interface FirstOperator {
  readonly municipality: string;
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly passwordFile: string;
}

/** Why a login was refused: for the audit log only, the answer does not tell. */
export type LoginRefusal =
  | "unknown"
  | "locked"
  | "wrong-password"
  | "wrong-fingerprint"
  | "not-enrolled"
  | "replayed"
  | "unknown-card"
  | "stopped-card"
  | "forged-card";

/** Looks at the credentials of one attempt, and says what is wrong with them. Without an operator it does the same work and finds fault. */
export type Proof = (operator: OperatorRecord | undefined) => Promise<LoginRefusal | undefined>;

/** The operator authentication (オペレータ認証機能): the only place where operators' passwords are known (R-OPR-12). */
export class Operators {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #random: RandomSource;
  readonly #rules: LoginRules;
  /** One at a time: a hash takes a thread of the pool that the database works with, and guesses sent side by side would take them all. */
  readonly #checks = new TurnQueue();

  constructor(ports: { store: Store; clock: Clock; random: RandomSource }, rules: LoginRules) {
    this.#store = ports.store;
    this.#clock = ports.clock;
    this.#random = ports.random;
    this.#rules = rules;
  }

  /** Adds the operators of the configuration that are not there, each with what `within` writes; one who is there keeps what was changed since. */
  async introduce(
    operators: readonly FirstOperator[],
    within: (repositories: Repositories, operator: FirstOperator) => Promise<void> = async () => {},
  ): Promise<readonly FirstOperator[]> {
    const added: FirstOperator[] = [];
    for (const operator of operators) {
      if (await this.#store.of(operator.municipality).operators.find(operator.id)) continue;
      const { municipality, id, name, roles, passwordFile } = operator;
      const passwordHash = await hashPassword(
        await readPassword(passwordFile, id, this.#rules.shortestPassword),
        this.#random,
      );
      const fresh = { municipality, id, name, roles, withdrawn: [], passwordHash, failures: 0, lockedUntil: 0 };
      await this.#store.transaction(async (repositories) => {
        await repositories.of(municipality).operators.save({ ...fresh, state: "registered" });
        await within(repositories, operator);
      });
      added.push(operator);
    }
    return added;
  }

  /**
   * Checks id and password. Throws `session.refused` for every kind of refusal, after the same work;
   * `onRefusal` learns which it was.
   */
  async login(
    municipality: string,
    id: string,
    password: string,
    onRefusal: (refusal: LoginRefusal) => void,
  ): Promise<OperatorRecord> {
    const proof: Proof = async (operator) => {
      const matches = await this.#checks.run(() => verifyPassword(password, operator?.passwordHash || undefined));
      return matches ? undefined : "wrong-password";
    };
    return this.attempt(municipality, id, proof, onRefusal);
  }

  /** One attempt to log in by whatever proof: counted before it is looked at, and forgotten when it succeeds. Throws `session.refused`. */
  async attempt(
    municipality: string,
    id: string,
    proof: Proof,
    onRefusal: (refusal: LoginRefusal) => void,
  ): Promise<OperatorRecord> {
    const { operator, refusal } = await this.#countAttempt(municipality, id);
    const wrong = await proof(refusal === undefined ? operator : undefined);
    if (operator === undefined || refusal !== undefined || wrong !== undefined) {
      onRefusal(refusal ?? wrong ?? "unknown");
      throw sessionErrors.error("refused");
    }
    return this.#clearFailures(operator);
  }

  /**
   * An operator's own change of password. The current one is asked for and counted as at a login, so that an open terminal is no way to guess.
   * Throws `session.refused`, `operator.weak-password`, and when the two are the same.
   */
  async changePassword(
    { municipality, operatorId }: Pick<OperatorSession, "municipality" | "operatorId">,
    current: string,
    next: string,
    onRefusal: (refusal: LoginRefusal) => void,
  ): Promise<void> {
    demandGoodPassword(next, operatorId, this.#rules.shortestPassword);
    await this.login(municipality, operatorId, current, onRefusal);
    if (current.normalize("NFKC") === next.normalize("NFKC"))
      throw operatorErrors.error("weak-password", { rule: "same" });
    const passwordHash = await hashPassword(next, this.#random);
    await this.#store.transaction(async (repositories) => {
      const { operators } = repositories.of(municipality);
      const now = await operators.find(operatorId);
      if (now?.state !== "registered") throw sessionErrors.error("expired");
      await operators.save({ ...now, passwordHash });
    });
  }

  #clearFailures(operator: OperatorRecord): Promise<OperatorRecord> {
    return this.#store.transaction(async (repositories) => {
      const { operators } = repositories.of(operator.municipality);
      // Read again: roles may have been changed while the password was checked.
      const now = (await operators.find(operator.id)) ?? operator;
      const cleared = { ...now, failures: 0, lockedUntil: 0 };
      await operators.save(cleared);
      return cleared;
    });
  }

  /** The operator as stored now; undefined for one who may not be in. Asked at each call. */
  async find(municipality: string, id: string): Promise<OperatorRecord | undefined> {
    const operator = await this.#store.of(municipality).operators.find(id);
    return operator?.state === "registered" ? operator : undefined;
  }

  /** Counts the attempt before the password is looked at, so that guesses sent side by side are counted too. */
  #countAttempt(
    municipality: string,
    id: string,
  ): Promise<{ operator?: OperatorRecord | undefined; refusal?: LoginRefusal }> {
    return this.#store.transaction(async (repositories) => {
      const { operators } = repositories.of(municipality);
      const operator = await operators.find(id);
      // An id that is not registered is one that the operator authentication does not know (R-OPR-07).
      if (operator?.state !== "registered") return { refusal: "unknown" };
      const lockout = countAttempt(operator, this.#rules, this.#clock.now());
      if (lockout === undefined) return { operator, refusal: "locked" };
      const counted = { ...operator, ...lockout };
      await operators.save(counted);
      return { operator: counted };
    });
  }
}

async function readPassword(file: string, operator: string, shortest: number): Promise<string> {
  try {
    const { mode } = await stat(file);
    if (process.platform !== "win32" && (mode & 0o077) !== 0) throw new Error("others can read it");
    const password = (await readFile(file, "utf8")).replace(/\r?\n$/, "");
    demandGoodPassword(password, operator, shortest);
    return password;
  } catch (cause) {
    throw operatorErrors.error("bad-password-file", { file, operator }, { cause });
  }
}
