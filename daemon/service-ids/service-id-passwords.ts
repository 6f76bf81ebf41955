import type { Clock } from "#card/ports/clock.js";
import type { RandomSource } from "#card/ports/random.js";
import { TurnQueue } from "#card/reader/turn-queue.js";
import { countAttempt } from "../operators/lockout.js";
import type { LoginRules } from "../operators/operators.js";
import { demandGoodPassword } from "../operators/password-rules.js";
import { hashPassword, verifyPassword } from "../operators/passwords.js";
import { stopErrors } from "../stops/stop-errors.js";
import type { ServiceIdRecord } from "../store/records.js";
import type { Store } from "../store/repositories.js";
import { serviceIdErrors } from "./service-id-errors.js";

/** Why a resident was refused: for the audit log only, the answer does not tell. */
export type ServiceIdRefusal = "unknown" | "no-password" | "locked" | "wrong-password";

/**
 * Passwords of residents' service-use IDs: a store of its own beside the operators', so that neither opens the other's entry (R-OPR-01).
 * Kept as salted hashes; failures are counted before the password is looked at.
 */
export class ServiceIdPasswords {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #random: RandomSource;
  readonly #rules: LoginRules;
  /** One at a time, as for operators: a hash takes a thread of the pool that the database works with. */
  readonly #checks = new TurnQueue();

  constructor(ports: { store: Store; clock: Clock; random: RandomSource }, rules: LoginRules) {
    this.#store = ports.store;
    this.#clock = ports.clock;
    this.#random = ports.random;
    this.#rules = rules;
  }

  /** Gives whose ID it is. Throws `stop.service-id-unknown`, `operator.weak-password`. */
  async set(municipality: string, id: string, password: string): Promise<string> {
    const { serviceIds } = this.#store.of(municipality);
    const known = await serviceIds.find(id);
    if (known === undefined) throw stopErrors.error("service-id-unknown");
    demandGoodPassword(password, id, this.#rules.shortestPassword);
    const passwordHash = await this.#checks.run(() => hashPassword(password, this.#random));
    await serviceIds.setCredential(id, { passwordHash, failures: 0, lockedUntil: 0 });
    return known.residentId;
  }

  /** Throws `service-id.refused` for every kind of refusal, after the same work, and `stop.service-id-stopped` to who knows the password. */
  async login(
    municipality: string,
    id: string,
    password: string,
    onRefusal: (refusal: ServiceIdRefusal) => void,
  ): Promise<ServiceIdRecord> {
    const { known, refusal } = await this.#countAttempt(municipality, id);
    const hash = refusal === undefined ? known?.passwordHash : undefined;
    const matches = await this.#checks.run(() => verifyPassword(password, hash));
    if (known === undefined || refusal !== undefined || !matches) {
      onRefusal(refusal ?? "wrong-password");
      throw serviceIdErrors.error("refused");
    }
    await this.#store.of(municipality).serviceIds.setCredential(id, { failures: 0, lockedUntil: 0 });
    // A report of loss may have come in while the password was checked.
    const now = await this.#store.of(municipality).serviceIds.find(id);
    if (now?.state !== "active") throw stopErrors.error("service-id-stopped");
    return now;
  }

  #countAttempt(
    municipality: string,
    id: string,
  ): Promise<{ readonly known?: ServiceIdRecord; readonly refusal?: ServiceIdRefusal }> {
    return this.#store.transaction(async (repositories) => {
      const { serviceIds } = repositories.of(municipality);
      const known = await serviceIds.find(id);
      if (known === undefined) return { refusal: "unknown" };
      if (known.passwordHash === undefined) return { refusal: "no-password" };
      const { failures = 0, lockedUntil = 0 } = known;
      const lockout = countAttempt({ failures, lockedUntil }, this.#rules, this.#clock.now());
      if (lockout === undefined) return { known, refusal: "locked" };
      await serviceIds.setCredential(id, lockout);
      return { known };
    });
  }
}
