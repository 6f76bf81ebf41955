import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import { DaemonInTest } from "../daemon/daemon-in-test.js";
import { TestPki } from "../municipality/test-pki.js";
import { FirewallCounter, SERVICES } from "./firewall-counter.fixture.js";
import { otherApplications, WAYS, waysTo } from "./ways.js";

describe("The application firewall, from every system to every application (R-SEC-01, R-SEC-02, R-SEC-04, R-AP-05, X-36)", function () {
  this.timeout(60_000);
  let pki: TestPki;
  let counter: FirewallCounter;
  let applications: Readonly<Record<string, Uint8Array>>;
  const refs: Record<string, string> = {};

  before(async () => {
    pki = await TestPki.create();
    const daemon = new DaemonInTest(pki, "virtual");
    counter = await new FirewallCounter(daemon).open(async (card) => {
      daemon.readers.insert("r1", card);
      await daemon.readers.withCard("r1", {}, async () => {});
      return "r1";
    });
    const own = SERVICES.map((service) => [service, counter.aid(service)] as const);
    applications = { ...Object.fromEntries(own), ...otherApplications(counter.municipality.code) };
  });
  after(async () => {
    await counter?.daemon.stop();
    pki.close();
  });

  for (const system of SERVICES) {
    it(`refuses the system of ${system} every way to another application, with a typed error, no APDU to the card, an audit row and no try used`, async () => {
      const before = await counter.refusals();
      const opened = await counter.openAs(system);
      expect(opened.aid).to.equal(toHex(counter.aid(system)));
      refs[system] = opened.cardRef;
      const tries = await counter.triesLeft(system, opened);
      const sent = counter.seen.length;
      let refused = 0;
      // Its own application too: it is open, and nobody but the daemon selects.
      for (const [application, aid] of Object.entries(applications)) {
        for (const [what, command] of waysTo(aid)) {
          expect(await counter.send(system, opened.handle, command), `${what}: ${application}`).to.equal(
            "access.firewall",
          );
          refused += 1;
        }
      }
      for (const [what, command] of WAYS) {
        expect(await counter.send(system, opened.handle, command), what).to.equal("access.firewall");
        refused += 1;
      }
      expect(counter.seen.slice(sent)).to.deep.equal([]);
      const key = `${counter.systemId(system)} access.firewall`;
      expect(await counter.refusals()).to.deep.equal({ ...before, [key]: (before[key] ?? 0) + refused });
      // The way that is its own stands open all the while.
      expect(await counter.triesLeft(system, opened)).to.equal(tries);
      await counter.close(system, opened.handle);
    });

    it(`does not know the handle of the system of ${system} in another system's session`, async () => {
      const { handle } = await counter.openAs(system);
      const sent = counter.seen.length;
      for (const other of SERVICES.filter((one) => one !== system)) {
        expect(await counter.send(other, handle, "80B2010C00"), other).to.equal("access.unknown-handle");
      }
      expect(counter.seen.length).to.equal(sent);
      await counter.close(system, handle);
    });
  }

  it("stands on the card too: the keys of a system open its own application and no other, whichever way they are derived", async () => {
    counter.daemon.readers.remove("r1");
    counter.card.powerOn();
    const green: string[] = [];
    for (const system of SERVICES) {
      for (const [application, aid] of Object.entries(applications)) {
        // As its own keys are, and as it would derive those of the other application.
        for (const named of [counter.aid(system), aid]) {
          const code = await counter.authenticate(aid, counter.keys(system, named, refs[system]!));
          if (code === "ok") green.push(`${system} → ${application}`);
          else expect(code, `${system} → ${application}`).to.match(/^(card-app|scp03)\./);
        }
      }
    }
    expect([...new Set(green)]).to.deep.equal(SERVICES.map((service) => `${service} → ${service}`));
    expect(new Set(Object.values(refs))).to.have.property("size", SERVICES.length);
  });

  it("lets nothing of one application's authentication hold in the next (R-SEC-02)", async () => {
    for (const system of SERVICES) {
      for (const other of SERVICES.filter((one) => one !== system)) {
        expect(
          await counter.authenticate(counter.aid(system), counter.keys(system, counter.aid(system), refs[system]!)),
        ).to.equal("ok");
        const name = counter.aid(other);
        counter.card.transmit(Uint8Array.of(0x00, 0xa4, 0x04, 0x0c, name.length, ...name));
        for (const command of ["80B2010C00", "80B2011400", "80DC010C0141", "84B2010C080011223344556677"]) {
          const answer = toHex(counter.card.transmit(Uint8Array.from(Buffer.from(command, "hex"))));
          expect(answer, `${system} → ${other}: ${command}`).to.match(/^6[0-9A-F]{3}$/);
        }
      }
    }
  });
});
