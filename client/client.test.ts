import { expect } from "chai";
import { describe, it } from "mocha";
import { isMadoguchiError, type MadoguchiError } from "#card/errors/madoguchi-error.js";
import { type Clock, systemClock } from "#card/ports/clock.js";
import { Client, type LinkOptions } from "./client.js";
import { clientErrors } from "./client-errors.js";
import { FakeDaemon, readerView, refusal } from "./fake-daemon.fixture.js";
import { connect, hasCode } from "./index.js";

/** Runs a hundred times as fast: a half-minute back-off is over in a blink. */
const quick: Clock = { now: () => systemClock.now(), sleep: (ms, signal) => systemClock.sleep(ms / 100, signal) };

const failureOf = async (promise: Promise<unknown>): Promise<MadoguchiError> => {
  const outcome = await promise.then(
    () => "no error",
    (error: unknown) => error,
  );
  return isMadoguchiError(outcome) ? outcome : expect.fail(`not an error of the house: ${outcome}`);
};

describe("the typed client", () => {
  let daemon: FakeDaemon;
  let client: Client | undefined;
  const open = async (options: Partial<LinkOptions> = {}) => {
    const who = { client: { name: "test", version: "1" }, clock: quick };
    client = await Client.over(daemon.open, { ...who, ...options }, clientErrors);
    return client;
  };
  beforeEach(async () => {
    daemon = await FakeDaemon.start();
  });
  afterEach(async () => {
    await client?.close();
    client = undefined;
    await daemon.stop();
  });

  it("says hello first and knows the daemon from then on", async () => {
    const { server, state } = await open();
    expect(daemon.calls).to.deep.equal(["hello"]);
    expect(server).to.deep.include({ server: { name: "fake", version: "1" }, api: { min: 1, max: 1, chosen: 1 } });
    expect(state).to.equal("up");
  });

  for (const [what, code, own, its] of [
    ["older", "client.too-old", { min: 1, max: 2 }, { min: 3, max: 5 }],
    ["newer", "client.too-new", { min: 7, max: 9 }, { min: 3, max: 5 }],
  ] as const) {
    it(`tells that it is ${what} than the daemon takes, with the versions of both`, async () => {
      daemon.methods["hello"] = () => refusal("api.no-common-version", its);
      const error = await failureOf(open({ api: own }));
      expect(error.code).to.equal(code);
      expect(error.details).to.deep.equal({
        ...{ clientMin: own.min, clientMax: own.max, serverMin: its.min, serverMax: its.max },
      });
      expect(error.row.ja.remedy).to.contain("更新");
    });
  }

  it("gives a refusal as it came, and knows its code", async () => {
    daemon.methods["cardApps.list"] = () => refusal("gate.stopped");
    const error = await failureOf((await open()).call("cardApps.list", { readerId: "r1" }));
    expect(hasCode(error, "gate.stopped")).to.equal(true);
    expect(hasCode(error, "gate.no-ordinance")).to.equal(false);
    expect(error.row.en.remedy).to.equal("en remedy");
  });

  it("hears what is told at the login already, and what is told later, each by its name", async () => {
    const heard: string[] = [];
    daemon.methods["session.login"] = () => {
      daemon.say(JSON.stringify({ jsonrpc: "2.0", method: "session.ended", params: { reason: "idle" } }));
      return { operator: { id: "o", name: "O" }, roles: [], rights: [], idleSeconds: 1 };
    };
    const login = { municipality: "13101", operatorId: "o", password: "p" };
    const one = await open({
      onConnect: async (call) => void (await call("session.login", login)),
      on: { "session.ended": ({ reason }) => heard.push(reason) },
    });
    const told = new Promise<void>((resolve) =>
      one.on("readers.changed", ({ service }) => resolve(void heard.push(service))),
    );
    // Of a newer daemon of the same version: nobody asked for it.
    daemon.say(JSON.stringify({ jsonrpc: "2.0", method: "weather.changed", params: {} }));
    daemon.say(JSON.stringify({ jsonrpc: "2.0", method: "readers.changed", params: { service: 7 } }));
    daemon.show(readerView("empty", 1));
    await told;
    expect(heard).to.deep.equal(["idle", "up"]);
  });

  it("fails a call under way when the connection is cut, says so, logs in again, and holds calls back until it stands", async () => {
    const login = { municipality: "13101", operatorId: "o", password: "p" };
    daemon.methods["session.login"] = () => ({
      ...{ operator: { id: "o", name: "O" }, roles: [], rights: [], idleSeconds: 1 },
    });
    const one = await open({ onConnect: async (call) => void (await call("session.login", login)) });
    const states: string[] = [];
    one.onState((state) => states.push(state));
    daemon.methods["services.list"] = () => {
      setImmediate(() => daemon.cut());
      return "nothing";
    };
    expect((await failureOf(one.call("services.list", {}))).code).to.equal("client.lost");
    daemon.methods["services.list"] = () => ({ services: [] });
    expect(await one.call("services.list", {})).to.deep.equal({ services: [] });
    expect(states).to.deep.equal(["down", "up"]);
    expect(daemon.calls.filter((call) => call === "session.login")).to.have.length(2);
    expect(daemon.calls.filter((call) => call === "services.list")).to.have.length(2);
  });

  it("gives up a call that is not answered, but not a patient one", async () => {
    daemon.methods["services.list"] = () => "nothing";
    daemon.methods["cardApps.load"] = () => "nothing";
    const one = await open();
    const patient = failureOf(one.call("cardApps.load", { readerId: "r1", applicationId: "a" }, { patient: true }));
    expect((await failureOf(one.call("services.list", {}))).code).to.equal("client.deadline");
    await one.close();
    expect((await patient).code).to.equal("client.lost");
    expect((await failureOf(one.call("services.list", {}))).code).to.equal("client.closed");
  });

  it("takes an answer that does not follow the interface for an error, not for data", async () => {
    daemon.methods["services.list"] = () => ({ services: "all" });
    expect((await failureOf((await open()).call("services.list", {}))).code).to.equal("client.bad-answer");
  });

  it("does not connect where the login is refused", async () => {
    daemon.methods["session.login"] = () => refusal("session.refused");
    const login = { municipality: "13101", operatorId: "o", password: "p" };
    const error = await failureOf(open({ onConnect: async (call) => void (await call("session.login", login)) }));
    expect(error.code).to.equal("session.refused");
  });

  it("refuses options that cannot be used, before it connects", async () => {
    const who = { client: { name: "test", version: "1" } };
    for (const url of ["ws://localhost:1", "https://localhost", "nonsense"]) {
      expect((await failureOf(connect({ ...who, url }))).details).to.include({ option: "url" });
    }
    expect((await failureOf(connect({ ...who, url: "wss://localhost:1", cert: "" }))).details).to.include({
      option: "key",
    });
    expect((await failureOf(connect({ ...who, url: "wss://localhost:1" }))).code).to.equal("client.unreachable");
  });

  it("does not compile with a wrong method, parameter, result, notification or code", async () => {
    const one = await open();
    const never = async () => {
      // @ts-expect-error no such method
      await one.call("cardApps.lode", {});
      // @ts-expect-error a parameter is missing
      await one.call("cardApps.load", { readerId: "r1" });
      // @ts-expect-error one is too many
      await one.call("services.list", { reader: "r1" });
      // @ts-expect-error no such field in the result
      (await one.call("services.list", {})).applications;
      // @ts-expect-error no such notification
      one.on("readers.gone", () => {});
      // @ts-expect-error no such code
      hasCode(undefined, "gate.stoped");
    };
    expect(never).to.be.a("function");
  });
});
