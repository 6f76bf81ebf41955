import { apiErrors } from "../api/api-errors.js";
import type { Call, CallerConnection, Handlers, OperatorSession, Session, SystemSession } from "../api/call.js";
import { apiVersions } from "../api/contract/index.js";
import { serverIdentity } from "../api/version.js";
import type { DaemonPorts } from "../main/ports.js";
import { endpointOf } from "../services/service.js";
import type { OperatorRecord } from "../store/records.js";
import { effectiveRights } from "./effective-rights.js";
import { type LoginParts, loginHandlers } from "./login-part.js";
import { sessionErrors } from "./operator-errors.js";
import type { Operators } from "./operators.js";
import type { EndReason, Sessions } from "./sessions.js";
import type { Terminals } from "./terminals.js";

export interface SessionPartPorts extends Pick<DaemonPorts, "services" | "audit" | "failures" | "newId"> {
  readonly operators: Operators;
  readonly sessions: Sessions;
  readonly municipalities: readonly { readonly code: string; readonly name: string }[];
  /** Whether a municipality's initial setting is complete (R-SYS-20). */
  initialised(municipality: string): Promise<boolean>;
  /** Told of every session, before its opening is answered. */
  onSessionStart?(session: Session, connection: CallerConnection): Promise<void>;
  readonly login: LoginParts;
  /** Where operators log in from. */
  readonly terminals: Terminals;
  readonly store: DaemonPorts["store"];
  /** Told of every end of a session, so that what it held is let go. */
  onSessionEnd(sessionId: string): void;
}

/** The code of no municipality. */
const NOWHERE = "";

/** Ends that the terminal did not bring about itself. */
const TOLD = [
  "idle",
  "operator-removed",
  "login-changed",
  "card-withdrawn",
  "reinitialised",
  "server-stopping",
] as const;

/** `hello` and the session methods: who speaks on a connection. */
export function sessionHandlers(ports: SessionPartPorts): Handlers {
  const open = async (session: OperatorSession | SystemSession, { connection, signal }: Call) => {
    const onEnd = (reason: EndReason) => {
      connection.bind(undefined);
      const told = TOLD.find((known) => known === reason);
      if (told !== undefined) connection.notify("session.ended", { reason: told });
      ports.login.cards.forget(session.id);
      ports.onSessionEnd(session.id);
      void recordEnd(ports, session, reason);
    };
    connection.bind(ports.sessions.open(session, onEnd));
    // A connection that was lost while its login was on the way has told so already, and would never end this session.
    if (signal.aborted) ports.sessions.end(session.id, "disconnected");
    try {
      if (!signal.aborted) await ports.onSessionStart?.(session, connection);
    } catch (error) {
      ports.failures.error("session.start", error);
    }
    if (signal.aborted) throw sessionErrors.error("expired");
  };
  const freshConnection = ({ connection }: Call) => {
    if (connection.sessionId !== undefined) throw sessionErrors.error("already-open");
  };

  // Operators of a municipality that is no longer served are still stored; their login is that of an unknown one.
  const begin = (municipality: string, call: Call) => {
    freshConnection(call);
    const served = ports.municipalities.some(({ code }) => code === municipality);
    // What is tried in the name of one that is not served is the system's to see: it has no auditor of its own here.
    if (served) call.tenant(municipality);
    else call.facts({ municipality });
    const { connection } = call;
    call.facts({ from: connection.address });
    const terminal = ports.terminals.demand(connection);
    if (terminal !== undefined) call.facts({ terminal });
    return served ? municipality : NOWHERE;
  };
  const openFor = async (operator: OperatorRecord, call: Call) => {
    const { id, name, roles, municipality } = operator;
    const sessionId = ports.newId();
    await open({ kind: "operator", id: sessionId, operatorId: id, name, municipality, roles }, call);
    const { idleSeconds } = ports.sessions;
    const answer = { operator: { id, name }, roles: [...roles], rights: [...effectiveRights(operator)], idleSeconds };
    return { sessionId, answer };
  };

  return {
    ...loginHandlers(ports.login, ports, begin, openFor),

    hello: async ({ api }, { connection }) => {
      if (connection.apiVersion !== undefined) throw apiErrors.error("hello-again");
      const chosen = Math.min(api.max, apiVersions.max);
      if (chosen < Math.max(api.min, apiVersions.min)) throw apiErrors.error("no-common-version", { ...apiVersions });
      connection.greet(chosen);
      const municipalities = await Promise.all(
        ports.municipalities.map(async (one) => ({
          ...one,
          login: await ports.login.methods.of(one.code),
          initialised: await ports.initialised(one.code),
        })),
      );
      return {
        server: serverIdentity,
        api: { ...apiVersions, chosen },
        initialised: municipalities.every(({ initialised }) => initialised),
        municipalities,
      };
    },

    "session.login": async ({ municipality, operatorId, password }, call) => {
      const served = begin(municipality, call);
      await ports.login.methods.demand(served, "password");
      const operator = await ports.operators.login(served, operatorId, password, (refusal) => {
        call.facts({ refusal });
        // Who types a password into the field of the id must not find it in the log.
        if (refusal !== "unknown") call.target(operatorId);
      });
      call.target(operatorId);
      return (await openFor(operator, call)).answer;
    },

    "session.loginSystem": async ({ systemId }, call) => {
      freshConnection(call);
      const service = ports.services.bySystem(systemId);
      const endpoint = service && endpointOf(service, systemId);
      if (
        service === undefined ||
        endpoint === undefined ||
        call.connection.certificate !== endpoint.certificateFingerprint
      ) {
        if (endpoint !== undefined) {
          // Whose system somebody poses as has to hear of it.
          call.target(systemId);
          call.tenant(endpoint.municipality);
        }
        throw sessionErrors.error("certificate");
      }
      call.target(systemId);
      const { municipality } = endpoint;
      call.tenant(municipality);
      const { id: serviceId, aid, name } = service;
      await open({ kind: "system", id: ports.newId(), systemId, serviceId, municipality, aid }, call);
      return { system: { id: systemId, name: service.system.name ?? name }, aid };
    },

    "session.changePassword": async ({ current, next }, call) => {
      const { session } = call;
      if (session.kind !== "operator") throw sessionErrors.error("not-permitted", { right: "operator" });
      call.target(session.operatorId);
      await ports.operators.changePassword(session, current, next, (refusal) => call.facts({ refusal }));
      return {};
    },

    "session.logout": async (_params, { session }) => {
      ports.sessions.end(session.id, "logout");
      return {};
    },
  };
}

/** An end that nobody asked for is on record too; its loss must not end the daemon. */
async function recordEnd(ports: SessionPartPorts, session: OperatorSession | SystemSession, reason: EndReason) {
  if (reason === "logout") return;
  try {
    await ports.audit.record({
      event: "session.ended",
      outcome: "ok",
      correlationId: ports.newId(),
      sessionId: session.id,
      actor: session.kind === "operator" ? session.operatorId : session.systemId,
      municipality: session.municipality,
      facts: { reason },
    });
  } catch (error) {
    ports.failures.error("audit.lost-row", error, { event: "session.ended" });
  }
}
