import type { Operator } from "../../state/operators.js";
import type { Wording } from "../../texts/index.js";
import { operatorTexts as texts } from "../../texts/operators.js";
import { call } from "../../wire/index.js";

interface Entered {
  readonly reason: string;
  readonly password: string;
}

/** One thing that is done to an id as a whole. */
export interface Step {
  readonly name: string;
  readonly title: Wording;
  readonly when: (operator: Operator) => boolean;
  readonly asks: "reason" | "password";
  readonly kind?: "primary" | "danger";
  readonly warnings: readonly Wording[];
  readonly act: (operatorId: string, entered: Entered) => Promise<unknown>;
}

const is =
  (...states: readonly Operator["state"][]) =>
  ({ state }: Operator) =>
    states.includes(state);

type ByReason = "operators.unregister" | "operators.disable" | "operators.enable" | "operators.delete";

const byReason = (method: ByReason): Step["act"] => {
  return (operatorId, { reason }) => call(method, { operatorId, reason });
};

/** In the order of an id's life. What the state does not allow is not offered; the daemon asks again. */
export const steps: readonly Step[] = [
  {
    ...{
      name: "register",
      title: texts.register,
      when: is("defined"),
      asks: "password",
      kind: "primary",
      warnings: [],
    },
    act: (operatorId, { password }) => call("operators.register", { operatorId, password }),
  },
  {
    ...{ name: "enable", title: texts.enable, when: is("disabled"), asks: "reason", kind: "primary", warnings: [] },
    act: byReason("operators.enable"),
  },
  {
    ...{ name: "reset-password", title: texts.resetPassword, when: is("registered", "disabled"), asks: "password" },
    warnings: [texts.endsSessions],
    act: (operatorId, { password }) => call("operators.resetPassword", { operatorId, password }),
  },
  {
    ...{ name: "disable", title: texts.disable, when: is("registered"), asks: "reason", kind: "danger" },
    warnings: [texts.endsSessions],
    act: byReason("operators.disable"),
  },
  {
    ...{ name: "unregister", title: texts.unregister, when: is("registered", "disabled"), asks: "reason" },
    ...{ kind: "danger", warnings: [texts.endsSessions] },
    act: byReason("operators.unregister"),
  },
  {
    ...{ name: "delete", title: texts.delete, when: is("defined", "registered", "disabled"), asks: "reason" },
    ...{ kind: "danger", warnings: [texts.endsSessions, texts.forGood] },
    act: byReason("operators.delete"),
  },
];
