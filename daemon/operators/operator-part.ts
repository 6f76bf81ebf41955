import type { Call, Handlers, OperatorSession } from "../api/call.js";
import type { DaemonPorts } from "../main/ports.js";
import type { OperatorRecord } from "../store/records.js";
import { effectiveRights } from "./effective-rights.js";
import type { OperatorRegister, OperatorStep } from "./operator-register.js";

/** Operator ID management (オペレータID管理, R-OPR-10). Whoever loses the way in loses an open session at once. */
export function operatorHandlers(
  register: OperatorRegister,
  { clock, sessions }: Pick<DaemonPorts, "clock" | "sessions">,
): Handlers {
  const shown = (operator: OperatorRecord) => {
    const { id, name, roles, withdrawn, state, passwordHash, lockedUntil } = operator;
    const locked = lockedUntil > clock.now() ? { lockedUntil: new Date(lockedUntil).toISOString() } : {};
    const rights = [...effectiveRights(operator)];
    return {
      ...{ operatorId: id, name, state, rights, hasPassword: passwordHash !== "", ...locked },
      ...{ roles: [...roles], withdrawn: [...withdrawn] },
    };
  };
  const step =
    (name: OperatorStep) =>
    async ({ operatorId, reason }: { operatorId: string; reason: string }, call: Call<OperatorSession>) => {
      call.target(operatorId);
      call.facts({ reason });
      const operator = await register.step(call.session, operatorId, name);
      if (name !== "enable") sessions.endOf(call.session.municipality, operatorId, "operator-removed");
      return shown(operator);
    };
  const rightsFacts = ({ roles, withdrawn }: OperatorRecord) => ({
    roles: roles.join(","),
    withdrawn: withdrawn.join(","),
  });

  return {
    "operators.list": async (_params, { session }) => ({
      operators: (await register.list(session.municipality)).map(shown),
    }),
    "operators.create": async ({ operatorId, name, roles, withdrawn }, call) => {
      call.target(operatorId);
      const operator = await register.create(call.session, { id: operatorId, name, roles, withdrawn });
      call.facts(rightsFacts(operator));
      return shown(operator);
    },
    "operators.update": async ({ operatorId, ...change }, call) => {
      call.target(operatorId);
      const operator = await register.update(call.session, operatorId, change);
      call.facts(rightsFacts(operator));
      return shown(operator);
    },
    "operators.register": async ({ operatorId, password }, call) => {
      call.target(operatorId);
      return shown(await register.register(call.session, operatorId, password));
    },
    "operators.unregister": step("unregister"),
    "operators.disable": step("disable"),
    "operators.enable": step("enable"),
    "operators.delete": step("delete"),
    "operators.resetPassword": async ({ operatorId, password }, call) => {
      call.target(operatorId);
      const operator = await register.resetPassword(call.session, operatorId, password);
      // Whoever was in by the old password has to know the new one.
      sessions.endOf(call.session.municipality, operatorId, "login-changed");
      return shown(operator);
    },
    "operators.unlock": async ({ operatorId }, call) => {
      call.target(operatorId);
      return shown(await register.unlock(call.session, operatorId));
    },
  };
}
