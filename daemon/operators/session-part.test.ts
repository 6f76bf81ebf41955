import { expect } from "chai";
import { VirtualClock } from "#card/ports/clock.js";
import type { Call, Session } from "../api/call.js";
import type { AuditEvent } from "../audit/audit-port.js";
import { type SessionPartPorts, sessionHandlers } from "./session-part.js";
import { Sessions } from "./sessions.js";

const CERTIFICATE = "AB".repeat(32);
const SYSTEM = { id: "library", certificateFingerprint: CERTIFICATE };

describe("A login", () => {
  it("whose connection is lost before it is through opens no session that nobody would ever end (R-OPR-02)", async () => {
    const sessions = new Sessions(new VirtualClock(), 10);
    const audited: AuditEvent[] = [];
    const freed: string[] = [];
    const handlers = sessionHandlers({
      sessions,
      services: { bySystem: () => ({ id: "library", municipality: "13101", aid: "F0", name: {}, system: SYSTEM }) },
      login: { cards: { forget: () => {} } },
      newId: () => "s1",
      audit: { record: async (event: AuditEvent) => void audited.push(event) },
      onSessionEnd: (sessionId: string) => void freed.push(sessionId),
    } as unknown as SessionPartPorts);
    const gone = new AbortController();
    let bound: Session | undefined;
    const call = {
      signal: gone.signal,
      target: () => {},
      tenant: () => {},
      connection: {
        certificate: CERTIFICATE,
        notify: () => {},
        bind: (session: Session | undefined) => (bound = session),
      },
    } as unknown as Call;
    gone.abort();
    const login = handlers["session.loginSystem"]!;
    const refused = await login({ systemId: "library" }, call as never).catch((error: { code: string }) => error.code);
    expect(refused).to.equal("session.expired");
    expect(bound).to.equal(undefined);
    expect(() => sessions.use("s1")).to.throw("session.expired");
    expect(freed).to.deep.equal(["s1"]);
    expect(audited.map(({ event, facts }) => [event, facts])).to.deep.equal([
      ["session.ended", { reason: "disconnected" }],
    ]);
  });
});
