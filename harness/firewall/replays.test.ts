import { expect } from "chai";
import { DaemonInTest } from "../daemon/daemon-in-test.js";
import { TestPki } from "../municipality/test-pki.js";
import { FirewallCounter } from "./firewall-counter.fixture.js";

const SYSTEM = "library";

describe("A business system's messages that come again, or out of their order", function () {
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
});
