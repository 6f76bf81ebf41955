import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { systemClock } from "#card/ports/clock.js";
import { systemRandom } from "#card/ports/random.js";
import { DevelopmentCa } from "#daemon/tls/index.js";
import { DaemonInTest } from "../daemon/daemon-in-test.js";
import { TestPki } from "../municipality/test-pki.js";
import { FirewallCounter } from "./firewall-counter.fixture.js";

const SYSTEM = "library";

describe("A business system's messages that come again, out of their order, or from a stranger", function () {
  this.timeout(60_000);
  let pki: TestPki;
  let counter: FirewallCounter;

  before(async () => {
    pki = await TestPki.create();
    const daemon = new DaemonInTest(pki, "virtual");
    counter = await new FirewallCounter(daemon).open(async (card) => {
      daemon.readers.insert("r1", card);
      await daemon.readers.withCard("r1", {}, async () => {});
      return "r1";
    });
  });
  after(async () => {
    await counter?.daemon.stop();
    pki.close();
  });

  it("draw nothing from the card and use no try, in the session that they are from and in the next (R-SEC-04, R-PIN-03)", async () => {
    const first = await counter.openAs(SYSTEM);
    const start = counter.seen.length;
    expect(await counter.triesLeft(SYSTEM, first)).to.equal(3);
    const heard = counter.seen.slice(start);
    expect(heard.length).to.be.greaterThan(2);
    const [, authenticate] = heard;
    const again = [...heard].reverse();
    for (const command of [heard.at(-1)!, authenticate!, heard.at(-1)!]) {
      expect(await counter.answer(SYSTEM, first.handle, command)).to.match(/^6[0-9A-F]{3}$/);
    }
    await counter.close(SYSTEM, first.handle);
    // What was closed stays closed, and closing it again is told.
    expect(await counter.send(SYSTEM, first.handle, heard[0]!)).to.equal("access.unknown-handle");

    const next = await counter.openAs(SYSTEM);
    for (const command of again.filter((one) => one !== heard[0])) {
      expect(await counter.answer(SYSTEM, next.handle, command)).to.match(/^6[0-9A-F]{3}$/);
    }
    expect(await counter.triesLeft(SYSTEM, next)).to.equal(3);
    await counter.close(SYSTEM, next.handle);
  });

  it("are not even heard from a system with another's certificate or a forger's: a typed refusal, an audit row, no APDU (R-NET-07, R-SEC-07)", async () => {
    const folder = mkdtempSync(join(tmpdir(), "madoguchi-forger-"));
    try {
      const forger = await DevelopmentCa.open(folder, systemClock, systemRandom);
      const systemId = counter.systemId(SYSTEM);
      const identities = [await forger.client(systemId), await pki.client(counter.systemId("certificate")), {}];
      const sent = counter.seen.length;
      const before = await counter.refused("session.loginSystem", "session.certificate");
      for (const identity of identities) {
        const peer = await counter.daemon.greeted(identity);
        expect(await peer.codeOf("session.loginSystem", { systemId })).to.equal("session.certificate");
        expect(await peer.codeOf("access.open", { readerId: "r1" })).to.equal("session.not-open");
        peer.socket.terminate();
      }
      const after = await counter.refused("session.loginSystem", "session.certificate");
      expect(after - before).to.equal(identities.length);
      expect(counter.seen.length).to.equal(sent);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
