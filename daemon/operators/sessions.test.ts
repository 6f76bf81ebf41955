import { expect } from "chai";
import { VirtualClock } from "#card/ports/clock.js";
import type { OperatorSession, SystemSession } from "../api/call.js";
import { type EndReason, Sessions } from "./sessions.js";

const MINUTE = 60_000;
const operator: OperatorSession = {
  kind: "operator",
  id: "s1",
  operatorId: "op1",
  name: "見本",
  municipality: "13101",
  roles: ["counter"],
};
const system: SystemSession = {
  kind: "system",
  id: "s2",
  systemId: "library",
  serviceId: "library",
  municipality: "13101",
  aid: "F04D41444F01",
};

function opened() {
  const clock = new VirtualClock();
  const sessions = new Sessions(clock, 10);
  const ends: EndReason[] = [];
  sessions.open(operator, (reason) => ends.push(reason));
  return { clock, sessions, ends };
}

describe("Sessions", () => {
  it("end by themselves when nothing was done for ten minutes, and say so once", async () => {
    const { clock, sessions, ends } = opened();
    clock.advance(10 * MINUTE);
    await new Promise(setImmediate);
    expect(ends).to.deep.equal(["idle"]);
    expect(() => sessions.use("s1")).to.throw("session.expired");
    expect(ends).to.deep.equal(["idle"]);
  });

  it("end by idleness although the clock was set back", async () => {
    let now = Date.parse("2026-04-02T09:00:00Z");
    const slept: { ms: number; wake: () => void }[] = [];
    const clock = {
      now: () => now,
      sleep: (ms: number) => new Promise<void>((wake) => slept.push({ ms, wake })),
    };
    const ends: EndReason[] = [];
    new Sessions(clock, 10).open(operator, (reason) => ends.push(reason));
    now -= 24 * 60 * MINUTE;
    for (const { ms, wake } of slept) {
      expect(ms).to.be.at.most(10 * MINUTE);
      now += ms;
      wake();
      await new Promise(setImmediate);
      if (slept.length > 5) break;
    }
    expect(ends).to.deep.equal(["idle"]);
  });

  it("live on while they are used", async () => {
    const { clock, sessions, ends } = opened();
    for (let n = 0; n < 5; n++) {
      clock.advance(9 * MINUTE);
      await new Promise(setImmediate);
      sessions.use("s1");
    }
    expect(ends).to.deep.equal([]);
  });

  it("of business systems do not end by idleness", async () => {
    const { clock, sessions } = opened();
    sessions.open(system, () => expect.fail("it ended"));
    clock.advance(600 * MINUTE);
    await new Promise(setImmediate);
    expect(sessions.use("s2")).to.equal(system);
  });

  it("all end when the server stops", () => {
    const { sessions, ends } = opened();
    sessions.endAll("server-stopping");
    expect(ends).to.deep.equal(["server-stopping"]);
    expect(() => sessions.use("s1")).to.throw("session.expired");
  });
});
