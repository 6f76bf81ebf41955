import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "chai";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { type MethodName, methods } from "#daemon/api/contract/index.js";
import { daemonFor } from "./daemon-for.fixture.js";
import { type DaemonInTest, RawClient } from "./daemon-in-test.js";

describe("A hostile client", function () {
  this.timeout(60_000);
  let daemon: DaemonInTest;

  daemonFor("all", (started) => {
    daemon = started;
  });

  it("gets a typed error for any parameters to any method, and never an unforeseen one", async () => {
    const clerk = await daemon.loggedIn("clerk");
    const senior = await daemon.loggedIn("senior");
    const auditor = await daemon.loggedIn("auditor");
    const left = new Set<MethodName>(["session.logout", "session.login", "session.loginSystem", "hello"]);
    const names = (Object.keys(methods) as MethodName[]).filter((name) => !left.has(name));
    // Fields of the right names with values of any kind, beside fields of any name.
    const fields = [...new Set(names.flatMap((name) => Object.keys(methods[name].params.shape)))];
    const params = fc.dictionary(fc.oneof(fc.constantFrom(...fields), fc.string()), fc.jsonValue(), { maxKeys: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(clerk, senior, auditor),
        fc.constantFrom(...names),
        params,
        async (client, name, given) => {
          const { error } = await client.ask(name, given);
          if (error === undefined) return;
          expect(error.data.code, JSON.stringify(given)).not.to.equal("api.internal");
          expect(error.data.en.remedy).to.match(/\w/);
        },
      ),
      { numRuns: 300 },
    );
    expect(daemon.failures.filter((line) => line.includes("api.internal"))).to.deep.equal([]);
  });

  it("gets an answer to any JSON at all, and its connection stays good", async () => {
    const client = await daemon.greeted();
    await fc.assert(
      fc.asyncProperty(fc.json(), async (text) => {
        const id = (JSON.parse(text) as { id?: unknown } | null)?.id;
        fc.pre(id === undefined);
        const { error } = await client.raw(text, null);
        expect(error?.data.code).to.equal("api.not-a-request");
      }),
      { numRuns: 200 },
    );
  });

  it("that sends and never reads is cut off, and others are served meanwhile", async () => {
    const greedy = await daemon.loggedIn("auditor");
    const gone = greedy.closed();
    greedy.socket.pause();
    const other = await daemon.loggedIn("clerk");
    // Each announcement goes to every session: the unread ones pile up on the server's side.
    const name = "x".repeat(1_000_000);
    for (let n = 0; n < 40; n++) {
      daemon.readers.attach(`big-${n}`, name);
      await other.ask("services.list");
      daemon.readers.detach(`big-${n}`);
    }
    greedy.socket.resume();
    expect(await gone).to.equal(1006);
    expect(await other.codeOf("services.list")).to.equal("ok");
    expect(daemon.failures.some((line) => line.includes("connection.not-reading"))).to.equal(true);
  });

  it("that breaks off in the middle of a handshake or a frame leaves nothing behind", async () => {
    for (let n = 0; n < 20; n++) {
      const client = await daemon.greeted();
      client.socket.send("{", { fin: false });
      client.socket.terminate();
    }
    expect(await (await daemon.loggedIn("clerk")).codeOf("services.list")).to.equal("ok");
  });

  it("that never ends its first message is cut off long before it fills the memory", async () => {
    const stranger = await daemon.greeted();
    let gone = false;
    const closed = stranger.closed().then(() => {
      gone = true;
    });
    const part = "x".repeat(64 * 1024);
    stranger.socket.send(part, { fin: false });
    let sent = 1;
    // The server reads each part before the next is sent: what it has taken is what it holds.
    for (; !gone && sent < 100; sent++) {
      await new Promise<void>((resolve) => stranger.socket.send(part, { fin: false }, () => resolve()));
      if (!gone) await (await daemon.greeted()).codeOf("services.list");
    }
    await Promise.race([closed, daemon.greeted()]);
    expect(gone).to.equal(true);
    expect(sent * part.length).to.be.lessThan(1024 * 1024);
  });

  it("that has not logged in may have few requests waiting, and one that has may have more", async () => {
    const stranger = await daemon.greeted();
    const wrong = { ...daemon.credentials("auditor"), municipality: "99999" };
    const answers = await Promise.all(Array.from({ length: 20 }, () => stranger.codeOf("session.login", wrong)));
    expect(answers.filter((code) => code === "api.too-many-requests")).to.have.length(12);
    expect(await stranger.codeOf("session.login", daemon.credentials("clerk"))).to.equal("ok");
  });

  it("from an address that is not on the list is not spoken to (R-NET-06)", async () => {
    await daemon.stopDaemon();
    const config = parse(readFileSync(daemon.configFile, "utf8"));
    writeFileSync(daemon.configFile, stringify({ ...config, listen: { ...config.listen, allow: ["10.0.0.0/8"] } }));
    await daemon.startDaemon();
    const error = await new RawClient(daemon.address.wire, { ca: daemon.pki.ca })
      .opened()
      .catch((thrown: Error) => thrown);
    expect(error).to.be.instanceOf(Error);
    const refusal = daemon.failures.find((line) => line.includes("connection.peer-refused"));
    expect(refusal).to.contain("127.0.0.1");
  });
});
