import type { Call, Handlers } from "../api/call.js";
import type { DaemonPorts } from "../main/ports.js";
import type { OperatorRecord } from "../store/records.js";
import type { Fingerprints } from "./fingerprints.js";
import type { LoginMethods } from "./login-methods.js";
import type { OperatorCards } from "./operator-cards.js";
import type { LoginRefusal } from "./operators.js";

export interface LoginParts {
  readonly methods: LoginMethods;
  readonly cards: OperatorCards;
  readonly fingerprints: Fingerprints;
}

/** Opens a session for an operator who has proved to be one; gives the answer of every login. */
export type OpenFor = (
  operator: OperatorRecord,
  call: Call,
) => Promise<{ readonly sessionId: string; readonly answer: LoginAnswer }>;

interface LoginAnswer {
  operator: { id: string; name: string };
  roles: OperatorRecord["roles"][number][];
  rights: ReturnType<typeof import("./effective-rights.js").effectiveRights>[number][];
  idleSeconds: number;
}

/** The two other ways in, and who has which card or finger. `begin` is what every login begins with. */
export function loginHandlers(
  { methods, cards, fingerprints }: LoginParts,
  { sessions, store }: Pick<DaemonPorts, "sessions" | "store">,
  begin: (municipality: string, call: Call) => string,
  openFor: OpenFor,
): Handlers {
  const refusalOf = (call: Call) => (refusal: LoginRefusal) => call.facts({ refusal });
  return {
    "session.loginCard": async ({ municipality, readerId, pin }, call) => {
      const served = begin(municipality, call);
      await methods.demand(served, "card");
      const { operator, cardId, insertion } = await cards.login(served, readerId, pin, refusalOf(call));
      call.target(operator.id);
      call.facts({ cardId });
      const { sessionId, answer } = await openFor(operator, call);
      cards.hold(sessionId, readerId, insertion);
      return answer;
    },
    "session.loginFingerprint": async ({ municipality, operatorId, sample }, call) => {
      const served = begin(municipality, call);
      await methods.demand(served, "fingerprint");
      const operator = await fingerprints.login(served, operatorId, sample, refusalOf(call));
      call.target(operator.id);
      return (await openFor(operator, call)).answer;
    },
    "operators.registerCard": async ({ operatorId, readerId }, call) => {
      call.target(operatorId);
      const cardId = await cards.register(call.session, operatorId, readerId);
      call.facts({ cardId });
      return { cardId };
    },
    "operators.stopCard": async ({ cardId, reason }, call) => {
      call.target(cardId);
      call.facts({ reason });
      const operatorId = await cards.stop(call.session, cardId);
      if ((await methods.of(call.session.municipality)) === "card") {
        sessions.endOf(call.session.municipality, operatorId, "login-changed");
      }
      return { operatorId };
    },
    "operators.enrolFingerprint": async ({ operatorId, template }, call) => {
      call.target(operatorId);
      await fingerprints.enrol(call.session, operatorId, template);
      return {};
    },
    "operators.setLoginMethod": async ({ method, reason }, call) => {
      const { municipality, operatorId } = call.session;
      call.facts({ method, reason, before: await methods.of(municipality) });
      await methods.set(call.session, method);
      // Who came in by the old method comes in again by the new one; all but the one who is changing it.
      for (const { id } of await store.of(municipality).operators.list()) {
        if (id !== operatorId) sessions.endOf(municipality, id, "login-changed");
      }
      return {};
    },
  };
}
