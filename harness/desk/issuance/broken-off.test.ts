import { expect } from "chai";
import { PowerLoss } from "#simulator/nvm/power-loss.js";
import { Killed, KillSwitch } from "../kill-switch.fixture.js";
import { CERTIFICATES, Counter, type CounterPki, codeOf, counterPki, IssuanceDesk, TOWN } from "./counter.fixture.js";

describe("A counter issuance that is broken off (R-SYS-17, R-PIN-09)", function () {
  this.timeout(180_000);
  let pki: CounterPki;
  let counter: Counter;
  before(async () => {
    pki = await counterPki();
  });
  after(() => pki.close());
  beforeEach(async () => {
    counter = await Counter.open(pki);
  });
  afterEach(() => counter.close());

  it("hands nothing out and costs no try of the card, at whichever APDU the card is pulled", async () => {
    const { desk, store, close } = await counter.desk({ ids: "pulled" });
    await desk.insert(counter.card);
    const at = new IssuanceDesk(counter, desk.ports);
    await at.start();
    const { card } = counter;
    const transmit = card.transmit.bind(card);
    const full = await counter.triesOnCard(desk);
    const codes = new Map<string, number>();

    /** Issues with the card pulled at its n-th command, before or after it hears it. False when there are not so many. */
    async function trial(n: number, heard: boolean): Promise<boolean> {
      const place = `${heard ? "after" : "before"} command ${n}`;
      let left = n;
      let verify = false;
      card.transmit = (command) => {
        if (left-- > 0) return transmit(command);
        verify = command[1] === 0x20;
        if (heard) transmit(command);
        card.powerOff();
        throw new PowerLoss();
      };
      const requestId = `pulled-${heard ? "after" : "before"}-${n}`;
      const code = await codeOf(at.issue(requestId));
      card.transmit = transmit;
      const pulled = left < 0;
      desk.readers.remove("r1");
      await desk.insert(card);
      if (!pulled) {
        expect(code).to.equal("ok");
        await at.call("issuance.cancel", { requestId });
        return false;
      }
      codes.set(code, (codes.get(code) ?? 0) + 1);
      expect(code, place).to.not.equal("ok");
      expect(await counter.valid(), place).to.deep.equal([]);
      expect(await at.list(), place).to.deep.equal([]);
      expect(await counter.triesOnCard(desk), place).to.equal(full);
      // An entry whose answer never came is counted by the daemon, until the next right one.
      const known = await store.pinTries.of(card.cardId, CERTIFICATES.aid);
      expect(known?.tries ?? 0, place).to.equal(verify ? 1 : 0);
      await store.pinTries.clear(card.cardId, CERTIFICATES.aid);
      return true;
    }

    for (const heard of [false, true]) {
      let n = 0;
      while (await trial(n, heard)) n++;
      expect(n, "commands of one issuance").to.be.greaterThan(6);
    }
    expect([...codes.keys()].sort()).to.deep.equal(["issuance.withdrawn", "reader.card-removed"]);
    await at.stop();
    await close();
  });

  it("is on the list or never was, wherever the daemon was killed, and never makes two under one id", async () => {
    /** Issues on a daemon that is killed at its n-th access to the store. False when it came to its end before. */
    async function trial(n: number): Promise<boolean> {
      const place = `killed at step ${n}`;
      const requestId = `killed-at-${n}`;
      const before = await counter.register.count();
      const kill = new KillSwitch();
      const doomed = await counter.desk({ ids: `doomed-${n}`, between: (store) => kill.store(store) });
      await doomed.desk.insert(counter.card);
      const ending = new IssuanceDesk(counter, doomed.desk.ports);
      await ending.start();
      kill.arm(n);
      await ending.issue(requestId).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
      const killed = kill.fired;
      await ending.stop();
      await doomed.close();

      const next = await counter.desk({ ids: `next-${n}` });
      await next.desk.insert(counter.card);
      const at = new IssuanceDesk(counter, next.desk.ports);
      await at.start();
      await at.stop();
      const made = (await counter.register.count()) - before;
      expect(made, place).to.be.at.most(1);
      const open = await next.store.of(TOWN).issuances.open();
      // Settled at the start, not when somebody looks.
      expect(
        open.map((one) => `${one.requestId} ${one.state}`),
        place,
      ).to.deep.equal(made === 1 ? [`${requestId} issued`] : []);
      const again = new IssuanceDesk(counter, next.desk.ports);
      await again.start();
      await next.store.pinTries.clear(counter.card.cardId, CERTIFICATES.aid);
      expect(await codeOf(again.issue(requestId)), place).to.match(made === 1 ? /^ok$/ : /^(ok|issuance\.cancelled)$/);
      expect((await counter.register.count()) - before, place).to.be.at.most(1);
      if ((await again.list()).length > 0) await again.call("issuance.handOut", { requestId });
      await again.stop();
      await next.close();
      return killed;
    }

    let n = 0;
    while (await trial(n)) n++;
    expect(n).to.be.greaterThan(10);
  });
});
