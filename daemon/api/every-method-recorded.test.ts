import { expect } from "chai";
import { z } from "zod";
import { VirtualClock } from "#card/ports/clock.js";
import { readerErrors } from "#card/reader/reader-port.js";
import type { AuditEvent } from "../audit/audit-port.js";
import { gateErrors } from "../gates/gate-errors.js";
import type { Operators } from "../operators/operators.js";
import { Sessions } from "../operators/sessions.js";
import type { Call, CallerConnection, Handlers, Session } from "./call.js";
import { type MethodName, methods, roleNames } from "./contract/index.js";
import { Dispatcher } from "./dispatcher.js";
import { exampleOf } from "./reference/example.js";

const paramsOf = (name: MethodName) => exampleOf(methods[name].params, "input", name);

const OUTCOMES = [
  ["ok", undefined, undefined],
  ["refused", () => gateErrors.error("stopped"), "gate.stopped"],
  ["failed", () => readerErrors.error("deadline"), "reader.deadline"],
  ["failed", () => new Error("nobody foresaw this"), "api.internal"],
] as const;

describe("Every method of the wire", () => {
  const clock = new VirtualClock();
  const operator = { municipality: "13101", id: "op1", name: "Operator", roles: [...roleNames], withdrawn: [] };
  const operators = { find: async () => operator } as unknown as Operators;

  /** One call of a method whose handler ends as it is told; gives the rows that it left. */
  async function rowsOf(name: MethodName, end: (() => Error) | undefined, params: unknown): Promise<AuditEvent[]> {
    const rows: AuditEvent[] = [];
    const sessions = new Sessions(clock, 10);
    const handler = async (_params: unknown, call: Call) => {
      call.target("the-one-it-is-about");
      if (end !== undefined) throw end();
      return {};
    };
    const dispatcher = new Dispatcher({
      handlers: { [name]: handler } as unknown as Handlers,
      sessions,
      operators,
      setting: { initialised: async () => true },
      audit: { record: async (event: AuditEvent) => void rows.push(event) },
      failures: { info: () => undefined, error: () => undefined },
    } as unknown as ConstructorParameters<typeof Dispatcher>[0]);
    const { need } = methods[name];
    const kind = need === "system" ? "system" : "operator";
    const session = {
      kind,
      id: "s1",
      municipality: "13101",
      ...(kind === "system" ? { systemId: "sys1" } : { operatorId: "op1", name: "Operator", roles: operator.roles }),
    } as unknown as Session;
    const caller = { apiVersion: 1, sessionId: "s1", signal: new AbortController().signal } as CallerConnection;
    sessions.use = () => session as never;
    await dispatcher.call(name, params, "c1", caller).catch(() => undefined);
    return rows;
  }

  for (const name of Object.keys(methods) as MethodName[]) {
    it(`leaves who, when, what, on whom, result and reason of ${name} (R-LOG-02, R-PRIV-13)`, async () => {
      const { audited, effect, need } = methods[name];
      const params = paramsOf(name);
      for (const [outcome, end, code] of OUTCOMES) {
        const rows = await rowsOf(name, end, params);
        const told = `${name} ${outcome} ${code ?? ""}`;
        // A card or the data may only be changed once its beginning is on record.
        expect(rows[0]?.event === `${name}.begin`, told).to.equal(effect !== "reads");
        const last = rows.at(-1);
        if (outcome === "ok" && audited === "refusal") {
          // What is looked up all day long without personal data in it leaves a row only when it is refused.
          expect(last?.event === name, told).to.equal(false);
          continue;
        }
        expect(last, told).to.include({ event: name, outcome, correlationId: "c1", target: "the-one-it-is-about" });
        expect(last?.code, told).to.equal(code);
        if (need !== "none") {
          expect(last, told).to.include({ sessionId: "s1", municipality: "13101" });
          expect(last?.actor, told).to.equal(need === "system" ? "sys1" : "op1");
        }
      }
    });
  }

  it("that changes anything, or shows a person, leaves a row when it succeeds too", () => {
    const silent = (Object.keys(methods) as MethodName[]).filter((name) => methods[name].audited === "refusal");
    for (const name of silent) {
      const { effect, result } = methods[name];
      expect(effect, name).to.equal("reads");
      expect(JSON.stringify(z.toJSONSchema(result, { io: "output", unrepresentable: "any" })), name).not.to.contain(
        '"sensitive":"personal"',
      );
    }
  });
});
