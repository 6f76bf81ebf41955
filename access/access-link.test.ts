import { expect } from "chai";
import { isMadoguchiError, type MadoguchiError } from "#card/errors/madoguchi-error.js";
import { type Clock, systemClock } from "#card/ports/clock.js";
import { FakeDaemon, readerView, refusal } from "#client/fake-daemon.fixture.js";
import { type Access, accessOver, connectAccess } from "./connect-access.js";

const serviceKeys = { master: new Uint8Array(32), version: 1 };

/** Runs a hundred times as fast: a half-minute back-off is over in a blink. */
const quick: Clock = { now: () => systemClock.now(), sleep: (ms, signal) => systemClock.sleep(ms / 100, signal) };

const failureOf = async (promise: Promise<unknown>): Promise<MadoguchiError> => {
  const outcome = await promise.then(
    () => "no error",
    (error: unknown) => error,
  );
  return isMadoguchiError(outcome) ? outcome : expect.fail(`not an error of the house: ${outcome}`);
};

describe("the access module's way to the daemon", () => {
  let daemon: FakeDaemon;
  let access: Access | undefined;
  const connect = async () => {
    access = await accessOver(daemon.open, { systemId: "library", serviceKeys, clock: quick });
    return access;
  };
  beforeEach(async () => {
    daemon = await FakeDaemon.start();
  });
  afterEach(async () => {
    await access?.close();
    access = undefined;
    await daemon.stop();
  });

  it("says hello, logs in and looks at the readers", async () => {
    daemon.view = readerView("empty", 3);
    const { readers } = await connect();
    expect(daemon.calls).to.deep.equal(["hello", "session.loginSystem", "readers.list"]);
    expect(readers).to.deep.equal(readerView("empty", 3));
  });

  it("hands a refusal on as it came: code, facts and texts in both languages", async () => {
    daemon.methods["session.loginSystem"] = () => refusal("session.certificate-not-pinned", { systemId: "library" });
    const error = await failureOf(connect());
    expect(error.code).to.equal("session.certificate-not-pinned");
    expect(error.details).to.deep.equal({ systemId: "library", correlationId: "c-1" });
    expect(error.row.ja).to.deep.equal({ cause: "ja cause", remedy: "ja remedy" });
    expect(error.row.en.remedy).to.equal("en remedy");
  });

  it("tells what it waits for: the next card that is ready in the wanted reader", async () => {
    const { withCard } = await connect();
    const opened: unknown[] = [];
    daemon.methods["access.open"] = (params) => {
      opened.push(params["readerId"]);
      return refusal("gate.card-not-active", { state: "suspended" });
    };
    const outcome = failureOf(withCard(async () => "never", { readerId: "r2" }));
    daemon.show(readerView("ready", 1, "r1"));
    daemon.show(readerView("ready", 1, "r2"));
    expect((await outcome).code).to.equal("gate.card-not-active");
    expect(opened).to.deep.equal(["r2"]);
  });

  it("waits for the next card when one was pulled before it could be opened", async () => {
    daemon.view = readerView("ready", 1);
    const { withCard } = await connect();
    let opens = 0;
    daemon.methods["access.open"] = () => {
      opens += 1;
      if (opens > 1) return refusal("gate.stopped");
      setImmediate(() => daemon.show(readerView("ready", 2)));
      return refusal("reader.card-removed");
    };
    expect((await failureOf(withCard(async () => "never"))).code).to.equal("gate.stopped");
    expect(opens).to.equal(2);
  });

  it("passes over the cards that are there already when it is asked for a fresh one", async () => {
    daemon.view = readerView("ready", 1);
    const { withCard } = await connect();
    daemon.methods["access.open"] = () => refusal("gate.stopped");
    const outcome = failureOf(withCard(async () => "never", { fresh: true }));
    daemon.show(readerView("empty", 1));
    expect(daemon.calls).to.not.include("access.open");
    daemon.show(readerView("ready", 2));
    expect((await outcome).code).to.equal("gate.stopped");
  });

  it("logs out before it disconnects, and only disconnects while a card is waited for", async () => {
    daemon.view = readerView("ready", 1);
    await (await connect()).close();
    expect(daemon.calls.at(-1)).to.equal("session.logout");

    daemon.methods["access.open"] = () => "nothing";
    const { withCard, close } = await connect();
    const waiting = failureOf(withCard(async () => "never"));
    while (daemon.calls.at(-1) !== "access.open") await new Promise(setImmediate);
    await close();
    expect((await waiting).code).to.match(/^access-link\.(lost|closed)$/);
    expect(daemon.calls.at(-1)).to.equal("access.open");
  });

  it("ends the waiting when it is told to, and when it is closed", async () => {
    const { withCard, close } = await connect();
    const giveUp = new AbortController();
    const waiting = withCard(async () => "never", { signal: giveUp.signal }).catch((error: unknown) => error);
    const other = failureOf(withCard(async () => "never"));
    giveUp.abort("enough");
    expect(await waiting).to.equal("enough");
    await close();
    expect((await other).code).to.equal("access-link.closed");
    expect((await failureOf(withCard(async () => "never"))).code).to.equal("access-link.closed");
  });

  it("fails the call under way when the connection is cut, shows the service as down, and comes back by itself", async () => {
    daemon.view = readerView("ready", 1);
    const { withCard, watchReaders } = await connect();
    const views: string[] = [];
    let back = () => {};
    const isBack = new Promise<void>((resolve) => {
      back = resolve;
    });
    watchReaders(({ service }) => {
      views.push(service);
      if (views.length === 3) back();
    });
    daemon.methods["access.open"] = () => {
      setImmediate(() => daemon.cut());
      return "nothing";
    };
    expect((await failureOf(withCard(async () => "never"))).code).to.equal("access-link.lost");
    await isBack;
    expect(views).to.deep.equal(["up", "down", "up"]);
    daemon.methods["access.open"] = () => refusal("gate.stopped");
    expect((await failureOf(withCard(async () => "never"))).code).to.equal("gate.stopped");
    expect(daemon.calls.filter((call) => call === "session.loginSystem")).to.have.lengthOf(2);
  });

  it("logs in anew when the daemon has ended its session", async () => {
    const { watchReaders } = await connect();
    let back = () => {};
    const isBack = new Promise<void>((resolve) => {
      back = resolve;
    });
    let seen = 0;
    watchReaders(() => {
      seen += 1;
      if (seen === 3) back();
    });
    daemon.say(JSON.stringify({ jsonrpc: "2.0", method: "session.ended", params: { reason: "idle" } }));
    await isBack;
    expect(daemon.calls.filter((call) => call === "session.loginSystem")).to.have.lengthOf(2);
  });

  it("gives a call up that is not answered, and a login too", async () => {
    daemon.methods["readers.list"] = () => "nothing";
    const error = await failureOf(connect());
    expect(error.code).to.equal("access-link.deadline");
    expect(error.details).to.include({ method: "readers.list" });
  });

  it("takes an answer that does not follow the interface for an error, not for data", async () => {
    daemon.methods["readers.list"] = () => ({ service: "sideways" });
    expect((await failureOf(connect())).code).to.equal("access-link.bad-answer");
  });

  it("does not go on with a partner that talks nonsense", async () => {
    daemon.view = readerView("ready", 1);
    const { withCard } = await connect();
    daemon.methods["access.open"] = () => {
      daemon.say("{ not json");
      return "nothing";
    };
    expect((await failureOf(withCard(async () => "never"))).code).to.equal("access-link.lost");
  });

  it("tells that nobody is there at the first connection", async () => {
    await daemon.stop();
    expect((await failureOf(connect())).code).to.equal("access-link.unreachable");
  });

  it("refuses options that cannot be used, before it connects", async () => {
    const options = { ca: "", cert: "", key: "", systemId: "library", serviceKeys };
    for (const url of ["ws://localhost:1", "https://localhost", "nonsense"]) {
      const error = await failureOf(connectAccess({ ...options, url }));
      expect(error.code).to.equal("access-link.bad-options");
      expect(error.details).to.include({ option: "url" });
    }
    const short = { master: new Uint8Array(16), version: 1 };
    const error = await failureOf(connectAccess({ ...options, url: "wss://localhost:1", serviceKeys: short }));
    expect(error.code).to.equal("access-link.bad-options");
    expect(error.details).to.include({ option: "serviceKeys.master" });
  });
});
