import type { AuditPort, FailurePort } from "../audit/audit-port.js";
import { withinCall } from "../audit/call-context.js";
import type { InitialSetting } from "../keys/initial-setting.js";
import { settingErrors } from "../keys/setting-errors.js";
import { effectiveRights } from "../operators/effective-rights.js";
import { sessionErrors } from "../operators/operator-errors.js";
import type { Operators } from "../operators/operators.js";
import type { Sessions } from "../operators/sessions.js";
import { asOurs } from "./answers.js";
import { apiErrors } from "./api-errors.js";
import type { Call, CallerConnection, Facts, Handlers, OperatorSession, Session } from "./call.js";
import { CallRecord } from "./call-record.js";
import { isCardFunction, isMethodName, type MethodName, methods, type Right } from "./contract/index.js";
import { readParams } from "./requests.js";

export interface DispatcherPorts {
  readonly handlers: Handlers;
  readonly sessions: Sessions;
  readonly operators: Operators;
  readonly setting: Pick<InitialSetting, "initialised">;
  readonly audit: AuditPort;
  readonly failures: FailurePort;
}

type AnyHandler = (params: unknown, call: Call) => Promise<unknown>;

/** Leads each call through its gates: known, greeted, in session, permitted, well-formed; and records how it ended. */
export class Dispatcher {
  readonly #ports: DispatcherPorts;

  constructor(ports: DispatcherPorts) {
    this.#ports = ports;
  }

  /** Answers a call. Throws errors of the house only. */
  async call(name: string, params: unknown, correlationId: string, caller: CallerConnection): Promise<unknown> {
    if (!isMethodName(name)) throw apiErrors.error("unknown-method");
    if (caller.apiVersion === undefined && name !== "hello") throw apiErrors.error("hello-first");
    const method = methods[name];
    const record = new CallRecord(method, correlationId, this.#ports.audit, this.#ports.failures);
    try {
      const session = await this.#admit(name, caller, record);
      const checked = readParams(method, params);
      const handler = this.#ports.handlers[name] as AnyHandler | undefined;
      if (handler === undefined) throw apiErrors.error("unavailable", { method: name });
      await record.begin();
      const call = this.#makeCall(name, session, caller, record);
      const result = await withinCall(correlationId, () => handler(checked, call));
      await record.end();
      return result;
    } catch (error) {
      const ours = asOurs(error);
      await record.fail(ours, error);
      throw ours;
    }
  }

  /** Rights are looked up in the store now, not remembered from login: a change holds from the next call on. */
  async #admit(name: MethodName, caller: CallerConnection, record: CallRecord): Promise<Session | undefined> {
    const { need } = methods[name];
    if (need === "none") return undefined;
    if (caller.sessionId === undefined) throw sessionErrors.error("not-open");
    const session = this.#ports.sessions.use(caller.sessionId);
    record.by(session);
    if (session.kind === "system") {
      if (need !== "system" && need !== "session") throw sessionErrors.error("not-permitted", { right: need });
      await this.#demandInitialised(name, session);
      return session;
    }
    if (need === "system") throw sessionErrors.error("not-permitted", { right: need });
    const { current, rights } = await this.#current(session);
    if (need !== "session") permit(rights, need);
    await this.#demandInitialised(name, session);
    return current;
  }

  /** Card functions do not run before the municipality's initial setting is complete (R-SYS-20). */
  async #demandInitialised(name: MethodName, { municipality }: Session): Promise<void> {
    if (!isCardFunction(methods[name]) || (await this.#ports.setting.initialised(municipality))) return;
    throw settingErrors.error("not-initialised", { municipality });
  }

  /** The operator's session with the roles and rights of this moment. Ends it when the operator is gone. */
  async #current(session: OperatorSession): Promise<{ current: OperatorSession; rights: readonly Right[] }> {
    const operator = await this.#ports.operators.find(session.municipality, session.operatorId);
    if (operator === undefined) {
      this.#ports.sessions.end(session.id, "operator-removed");
      throw sessionErrors.error("expired");
    }
    const { name, roles } = operator;
    return { current: { ...session, name, roles }, rights: effectiveRights(operator) };
  }

  #makeCall(name: MethodName, session: Session | undefined, caller: CallerConnection, record: CallRecord): Call {
    return {
      session,
      correlationId: record.correlationId,
      signal: caller.signal,
      connection: caller,
      target: (id: string) => record.target(id),
      tenant: (municipality: string) => record.tenant(municipality),
      facts: (facts: Facts) => record.facts(facts),
      permit: async (right: Right) => {
        if (session?.kind !== "operator") throw sessionErrors.error("not-permitted", { right });
        permit((await this.#current(session)).rights, right);
      },
      stillPermitted: async () => {
        // A lost connection has ended its session; on an open one there may be another by now.
        if (caller.sessionId !== session?.id) throw sessionErrors.error("expired");
        await this.#admit(name, caller, record);
      },
      notify: (name, params) => caller.notify(name, params),
    };
  }
}

function permit(rights: readonly Right[], right: Right): void {
  if (!rights.includes(right)) throw sessionErrors.error("not-permitted", { right });
}
