import type { OperatorSession } from "../api/call.js";
import type { LoginMethod } from "../api/contract/index.js";
import type { DaemonPorts } from "../main/ports.js";
import { effectiveRights } from "./effective-rights.js";
import { operatorErrors, sessionErrors } from "./operator-errors.js";

/** The one login method of each municipality (R-OPR-06, A-11): the password, until an administrator changes it. */
export class LoginMethods {
  readonly #ports: Pick<DaemonPorts, "store" | "clock">;

  constructor(ports: Pick<DaemonPorts, "store" | "clock">) {
    this.#ports = ports;
  }

  async of(municipality: string): Promise<LoginMethod> {
    return (await this.#ports.store.of(municipality).loginMethods.find())?.method ?? "password";
  }

  /** Asked before anything of the credentials is looked at. Throws `session.other-method`. */
  async demand(municipality: string, method: LoginMethod): Promise<void> {
    const introduced = await this.of(municipality);
    if (introduced !== method) throw sessionErrors.error("other-method", { method: introduced });
  }

  /** Throws `operator.last-administrator` when nobody who manages operators could log in by the new method. */
  async set({ municipality, operatorId: changedBy }: OperatorSession, method: LoginMethod): Promise<void> {
    const changedAt = this.#ports.clock.now();
    await this.#ports.store.transaction(async (repositories) => {
      const own = repositories.of(municipality);
      const cards = (await own.operatorCards.list()).filter(({ state }) => state === "live");
      let left = false;
      for (const operator of await own.operators.list()) {
        if (operator.state !== "registered" || !effectiveRights(operator).includes("operator.manage")) continue;
        left ||= {
          password: operator.passwordHash !== "",
          card: cards.some(({ operatorId }) => operatorId === operator.id),
          fingerprint: (await own.fingerprints.find(operator.id)) !== undefined,
        }[method];
      }
      if (!left) throw operatorErrors.error("last-administrator", { method });
      await own.loginMethods.save({ municipality, method, changedBy, changedAt });
    });
  }
}
