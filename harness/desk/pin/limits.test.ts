import { expect } from "chai";
import { fromHex } from "#card/bytes/bytes.js";
import { refusal } from "#card/errors/refusal.fixture.js";
import { openCardApp } from "#card/region/card-app-session.js";
import type { PinChannel } from "#daemon/api/contract/index.js";
import type { Store } from "#daemon/store/repositories.js";
import type { Desk } from "../desk.fixture.js";
import type { DeskCard } from "../desk-card.fixture.js";
import { CERTIFICATES, LIBRARY_WINDOW, openWindow, PIN, type Window } from "./window.fixture.js";

const r1 = { readerId: "r1" };
const WRONG = "0000";

describe("wrong PINs, counted over all channels", () => {
  let desk: Desk;
  let store: Store;
  let card: DeskCard;
  let window: Window;
  let close: () => Promise<void>;
  beforeEach(async () => {
    ({ desk, store, card, window, close } = await openWindow());
  });
  afterEach(() => close());

  const certificate = (channel: PinChannel, pin: string, server?: number | string | null) =>
    window.enter(CERTIFICATES, channel, pin, server);

  /** Entries of a wrong PIN until it is locked, at most six. */
  async function wrongUntilLocked(channel: PinChannel, server?: number | string | null): Promise<string[]> {
    const answers: string[] = [];
    for (let entry = 0; entry < 6 && !answers.includes("pin.locked"); entry++) {
      const answer = await certificate(channel, WRONG, server);
      answers.push(answer);
      if (answer === "card-app.locked" || answer === "pin.mis-set") break;
    }
    return answers;
  }
  const W = "card-app.wrong-pin";
  const table: readonly [number | string | undefined, readonly string[]][] = [
    [1, ["pin.locked"]],
    [2, [W, "pin.locked"]],
    [3, [W, W, "pin.locked"]],
    [5, [W, W, "pin.locked"]],
    [undefined, [W, W, "pin.locked"]],
    ["abc", [W, W, "pin.locked"]],
    [0, ["pin.mis-set"]],
    [-1, ["pin.mis-set"]],
  ];
  for (const [server, answers] of table) {
    it(`at the counter, server ${server ?? "silent"}: ${answers.length} (X-01, R-PIN-04, R-PIN-05)`, async () => {
      const free = desk.noted.length;
      expect(await wrongUntilLocked("counter", server)).to.deep.equal(answers);
      const misSet = answers.includes("pin.mis-set");
      expect(window.verified).to.equal(misSet ? 0 : answers.length);
      expect(await window.stateOf(CERTIFICATES)).to.equal(misSet ? "personalised" : "locked");
      const logged = typeof server === "number" ? [] : answers.map(() => "pin.limit-fell-back");
      expect(desk.noted.slice(free)).to.deep.equal(logged);
      if (misSet) expect(desk.failed.map(({ event }) => event)).to.deep.equal(["pin.mis-set"]);
      expect(await certificate("counter", PIN, 3)).to.equal(misSet ? "ok" : "pin.locked");
    });
  }

  it("at a kiosk the server's own value holds, and the card's own beyond it (R-PIN-08, A-13)", async () => {
    expect(await wrongUntilLocked("kiosk", 4)).to.deep.equal([W, W, W, "pin.locked"]);
  });

  it("of one application leave the other alone; the library has its profile's limit (R-PIN-01, R-PIN-03)", async () => {
    await wrongUntilLocked("counter", 1);
    expect(await window.enter(LIBRARY_WINDOW, "library", PIN)).to.equal("ok");
    expect(await window.enter(LIBRARY_WINDOW, "library", WRONG)).to.equal(W);
    expect(await window.enter(LIBRARY_WINDOW, "library", WRONG)).to.equal(W);
    await window.enter(LIBRARY_WINDOW, "library", WRONG);
    expect(await window.stateOf(LIBRARY_WINDOW)).to.equal("locked");
  });

  it("at a kiosk count at the counter, over removal of the card too (X-02, R-PIN-09, R-KIOSK-07)", async () => {
    expect(await certificate("kiosk", WRONG, 5)).to.equal(W);
    expect(await certificate("kiosk", WRONG, 5)).to.equal(W);
    desk.readers.remove("r1");
    await desk.insert(card);
    expect(await certificate("counter", WRONG, 5)).to.equal("pin.locked");
    expect(await window.stateOf(CERTIFICATES)).to.equal("locked");
    expect(await window.stateOf(LIBRARY_WINDOW)).to.equal("personalised");
  });

  it("begin anew after the right one", async () => {
    for (let round = 0; round < 3; round++) {
      expect(await certificate("counter", WRONG, 2)).to.equal(W);
      expect(await certificate("counter", PIN, 2)).to.equal("ok");
    }
  });

  it("lock at the next access, before the PIN is sent, when the server lowers its limit (X-03)", async () => {
    expect(await certificate("counter", WRONG, 3)).to.equal(W);
    const sent = window.verified;
    expect(await certificate("counter", PIN, 1)).to.equal("pin.locked");
    expect(window.verified).to.equal(sent);
    expect(await window.stateOf(CERTIFICATES)).to.equal("locked");
    expect(await certificate("kiosk", PIN, 5)).to.equal("pin.locked");
  });

  it("cost a try also when the answer never came, as they do on the card", async () => {
    const transmit = card.transmit.bind(card);
    card.transmit = (command) => {
      const answer = transmit(command);
      if (command[1] === 0x20) desk.readers.remove("r1");
      return answer;
    };
    expect(await certificate("counter", WRONG, 2)).to.match(/^reader\./);
    Reflect.deleteProperty(card, "transmit");
    await desk.insert(card);
    expect(await certificate("counter", WRONG, 2)).to.equal("pin.locked");
  });

  it("are counted before the card sees them: one that never reached it has cost a try all the same", async () => {
    const transmit = card.transmit.bind(card);
    card.transmit = (command) => {
      if (command[1] !== 0x20) return transmit(command);
      desk.readers.remove("r1");
      return Uint8Array.of(0x6f, 0x00);
    };
    expect(await certificate("counter", WRONG, 2)).to.match(/^reader\./);
    Reflect.deleteProperty(card, "transmit");
    await desk.insert(card);
    expect(await store.pinTries.of(card.cardId, CERTIFICATES.aid)).to.include({ tries: 1, locked: false });
    // The card has counted none of its own: the daemon's count alone makes this the second.
    expect(await certificate("counter", WRONG, 2)).to.equal("pin.locked");
  });

  it("that went past the daemon count as well: the card's own count says so (A-30, R-PIN-09)", async () => {
    await desk.readers.withCard("r1", {}, async (link) => {
      const keys = desk.serviceKeys(CERTIFICATES, card);
      const app = await openCardApp(link, fromHex(CERTIFICATES.aid), keys, desk.ports.random);
      for (let entry = 0; entry < 2; entry++) expect((await refusal(app.verifyPin(WRONG))).code).to.equal(W);
    });
    expect(await store.pinTries.of(card.cardId, CERTIFICATES.aid)).to.equal(undefined);
    expect(await certificate("counter", WRONG, 3)).to.equal("pin.locked");
    expect(await window.stateOf(CERTIFICATES)).to.equal("locked");
  });

  it("are not counted for a PIN that the card does not compare", async () => {
    for (let entry = 0; entry < 4; entry++) expect(await certificate("counter", "12", 2)).to.equal("card-app.bad-pin");
    expect(await certificate("counter", PIN, 2)).to.equal("ok");
  });

  it("lock on the card at its next insertion when it is pulled before it could be told (A-30)", async () => {
    const transmit = card.transmit.bind(card);
    let verified = false;
    card.transmit = (command) => {
      if (verified) {
        card.powerOff();
        desk.readers.remove("r1");
      }
      if (command[1] === 0x20) verified = true;
      return transmit(command);
    };
    expect(await certificate("counter", WRONG, 1)).to.equal("pin.locked");
    Reflect.deleteProperty(card, "transmit");
    await desk.insert(card);
    expect(await store.of("13101").journal.open()).to.deep.equal([]);
    expect(await window.stateOf(CERTIFICATES)).to.equal("locked");
  });

  it("stay with an application that is deleted and loaded again without the unlock right (X-04, R-PIN-10, A-14)", async () => {
    await wrongUntilLocked("counter", 1);
    const remove = async (more: object = {}) => {
      const applicationId = await desk.applies(card, "certificate", "delete");
      return desk.call("cardApps.delete", { ...r1, applicationId, ...more });
    };
    const ordinary = await remove({ identityChecked: true }).catch(String);
    expect(ordinary).to.equal("Error: not permitted: card.unlock");
    desk.rights.add("card.unlock");
    expect((await refusal(remove())).code).to.equal("gate.identity-unchecked");
    desk.facts.length = 0;
    await remove({ identityChecked: true });
    expect(desk.facts).to.deep.include({ unlock: true, identityChecked: true });
    const applicationId = await desk.applies(card, "certificate", "load");
    await desk.call("cardApps.load", { ...r1, applicationId });
    await desk.call("cardApps.setPin", { ...r1, serviceId: "certificate", pin: "9876" });
    expect(await certificate("counter", "9876", 1)).to.equal("ok");
  });

  it("stay with an application that went from the card by another way than this counter's (X-04, R-PIN-10)", async () => {
    const removal = await desk.applies(card, "certificate", "delete");
    await desk.call("cardApps.delete", { ...r1, applicationId: removal });
    await store.pinTries.save({ cardId: card.cardId, aid: CERTIFICATES.aid, tries: 3, locked: true, changedAt: 0 });
    const applicationId = await desk.applies(card, "certificate", "load");
    const load = (more: object = {}) => desk.call("cardApps.load", { ...r1, applicationId, ...more });
    expect(await load({ identityChecked: true }).catch(String)).to.equal("Error: not permitted: card.unlock");
    desk.rights.add("card.unlock");
    expect((await refusal(load())).code).to.equal("gate.identity-unchecked");
    await load({ identityChecked: true });
  });

  it("are forgotten with a new PIN by an operator who may unlock, on an active card only (R-PIN-06, A-14)", async () => {
    await wrongUntilLocked("counter", 1);
    desk.rights.add("card.unlock");
    const unlock = { ...r1, serviceId: "certificate", pin: "5678", identityChecked: true } as const;
    desk.status = "suspended";
    expect((await refusal(desk.call("cardApps.setPin", unlock))).code).to.equal("gate.card-not-active");
    desk.status = "active";
    await desk.call("cardApps.setPin", unlock);
    expect(await certificate("counter", WRONG, 2)).to.equal(W);
    expect(await certificate("counter", "5678", 2)).to.equal("ok");
  });

  it("are not made by a suspended card: no PIN is sent, and the full tries are there afterwards (X-06, R-STATE-03)", async () => {
    desk.status = "suspended";
    for (let i = 0; i < 5; i++) expect(await certificate("counter", WRONG, 3)).to.equal("gate.card-not-active");
    desk.status = "active";
    expect(window.verified).to.equal(0);
    expect(await wrongUntilLocked("counter", 3)).to.deep.equal([W, W, "pin.locked"]);
  });

  it("may be entered through the configured channels only", async () => {
    expect(await window.enter(LIBRARY_WINDOW, "kiosk", PIN, 9)).to.equal("pin.channel-not-allowed");
    expect(await certificate("own", PIN)).to.equal("pin.channel-not-allowed");
  });
});

describe("three flags that do not know of each other: CS state, operator's stop, lock (X-08, R-PIN-11, R-STOP-05)", () => {
  for (const [channel, service] of [
    ["counter", CERTIFICATES],
    ["kiosk", CERTIFICATES],
    ["library", LIBRARY_WINDOW],
  ] as const) {
    it(`at the ${channel}: service only when all three are clear`, async () => {
      const { desk, store, card, window, close } = await openWindow();
      const reader = { readerId: "r1" };
      desk.rights.add("card.unlock");
      const verdicts: string[] = [];
      for (let row = 0; row < 8; row++) {
        const [suspended, stopped, locked] = [(row & 4) !== 0, (row & 2) !== 0, (row & 1) !== 0];
        desk.status = "active";
        await store.of("13101").stops.lift(card.cardId);
        const pin = { ...reader, serviceId: service.id, pin: PIN, identityChecked: true } as const;
        await desk.call("cardApps.setPin", pin);
        for (let entry = 0; locked && entry < 3; entry++) await window.enter(service, channel, WRONG, 3);
        desk.status = suspended ? "suspended" : "active";
        const stop = {
          cardId: card.cardId,
          municipality: "13101",
          reason: "lost",
          reportedBy: "holder",
          setBy: "o",
          setAt: 0,
        } as const;
        if (stopped) await store.of("13101").stops.set(stop);
        const sent = window.verified;
        verdicts.push(await window.enter(service, channel, PIN, 3));
        expect(window.verified - sent, `row ${row}`).to.equal(row === 0 ? 1 : 0);
        // No flag has moved another.
        expect((await store.stops.of(card.cardId)) !== undefined, `row ${row}`).to.equal(stopped);
        expect(await window.stateOf(service), `row ${row}`).to.equal(locked ? "locked" : "personalised");
      }
      const [suspended, stopped, locked] = ["gate.card-not-active", "gate.stopped", "pin.locked"];
      expect(verdicts).to.deep.equal([
        ...["ok", locked, stopped, stopped],
        ...[suspended, suspended, suspended, suspended],
      ]);
      await close();
    });
  }
});
