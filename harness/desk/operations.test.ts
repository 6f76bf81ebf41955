import { expect } from "chai";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { refusal } from "#card/errors/refusal.fixture.js";
import { DRIVING_LICENCE_AID } from "#card/myna/aids.js";
import { openCardApp } from "#card/region/card-app-session.js";
import { operationStates } from "#daemon/store/records.js";
import type { Store } from "#daemon/store/repositories.js";
import { drivingLicence } from "#simulator/applications/driving-licence/driving-licence.js";
import { CERTIFICATE, Desk, LIBRARY } from "./desk.fixture.js";
import { type DeskCard, deskCard } from "./desk-card.fixture.js";
import { openDesk } from "./open-desk.fixture.js";

describe("the counter's work on a card", () => {
  let store: Store;
  let desk: Desk;
  let close: () => Promise<void>;
  const r1 = { readerId: "r1" };

  beforeEach(async () => {
    ({ desk, store, close } = await openDesk());
  });
  afterEach(() => close());

  async function loadOf(card: DeskCard, serviceId = "library") {
    return desk.call("cardApps.load", { ...r1, applicationId: await desk.applies(card, serviceId, "load") });
  }

  /** The refusal, after checking that not an octet of the card changed and nothing was begun. */
  async function refused(card: DeskCard, action: () => Promise<unknown>, at = desk): Promise<string> {
    const before = card.nvm.device.image.slice();
    at.audit.length = 0;
    const error = await refusal(action());
    expect(card.nvm.device.image, error.code).to.deep.equal(before);
    expect(await store.of("13101").journal.open()).to.deep.equal([]);
    // A gate refuses before the journal: nothing was begun that had to be taken back.
    expect(at.audit, error.code).to.deep.equal([]);
    return error.code;
  }

  it("runs the whole flow: set, load, list, PIN, use by its system, delete (R-USE-03, R-USE-05)", async () => {
    const card = deskCard();
    await desk.insert(card);
    expect(await desk.call("readers.list", {})).to.deep.include({ service: "up" });
    const { area, cardId } = await desk.call("area.set", r1);
    expect(cardId).to.equal(card.cardId);
    expect(area).to.include({ municipality: "13101", keyId: "K1", generation: 1 });
    expect(area.setBy).to.match(/^Madoguchi \d/);

    const loaded = await loadOf(card);
    expect(loaded).to.include({ aid: LIBRARY.aid, version: "1.0.0", registration: "active" });
    expect(desk.progress).to.include("1/4 load");
    const registration = await store.of("13101").registrations.live(cardId, "library");
    expect(registration?.state).to.equal("active");

    await desk.call("cardApps.setPin", { ...r1, serviceId: "library", pin: "1234" });
    const listing = await desk.call("cardApps.list", r1);
    expect(listing.applications).to.have.length(1);
    expect(listing.applications[0]).to.include({ serviceId: "library", state: "personalised", municipality: "13101" });

    await desk.readers.withCard("r1", {}, async (link) => {
      const keys = desk.serviceKeys(LIBRARY, card);
      const session = await openCardApp(link, fromHex(LIBRARY.aid), keys, desk.ports.random);
      await session.verifyPin("1234");
      expect([...(await session.readRecord(1, 1))]).to.deep.equal([0x41, 0x42]);
    });

    const applicationId = await desk.applies(card, "library", "delete");
    const deleted = await desk.call("cardApps.delete", { ...r1, applicationId });
    expect(deleted.memory.free).to.equal(loaded.memory.free + listing.applications[0]!.size);
    expect(await store.of("13101").registrations.live(cardId, "library")).to.equal(undefined);
    expect((await store.of("13101").applications.find(applicationId))?.state).to.equal("done");
    expect(await store.of("13101").journal.open()).to.deep.equal([]);
  });

  it("gives an application without configured records its user's number with this service (R-AP-01)", async () => {
    const card = deskCard();
    await desk.insert(card);
    await desk.call("area.set", r1);
    await loadOf(card, "certificate");
    const { userId } = (await store.of("13101").registrations.live(card.cardId, "certificate"))!;
    const known = await store.of("13101").systemNumbers.find("certificate-system", userId);
    await desk.readers.withCard("r1", {}, async (link) => {
      const keys = desk.serviceKeys(CERTIFICATE, card);
      const session = await openCardApp(link, fromHex(CERTIFICATE.aid), keys, desk.ports.random);
      const number = String.fromCharCode(...(await session.readRecord(1, 1)));
      expect(number)
        .to.equal(known!.number)
        .and.match(/^[0-9A-F]{16}$/);
    });
  });

  it("refuses each state but 運用中 before any write, for set and load (R-STATE-02, X-05)", async () => {
    const card = deskCard();
    await desk.insert(card);
    const states = operationStates.filter((state) => state !== "active");
    for (const state of states) {
      desk.status = state;
      const code = state === "unknown" ? "gate.card-state-unknown" : "gate.card-not-active";
      expect(await refused(card, () => desk.call("area.set", r1)), state).to.equal(code);
    }
    desk.status = "active";
    await desk.call("area.set", r1);
    const applicationId = await desk.applies(card, "library", "load");
    for (const state of states) {
      desk.status = state;
      const code = state === "unknown" ? "gate.card-state-unknown" : "gate.card-not-active";
      const load = () => desk.call("cardApps.load", { ...r1, applicationId });
      expect(await refused(card, load), state).to.equal(code);
    }
  });

  it("lets the first gate that refuses name itself, one after the other", async () => {
    const foreign = deskCard({ issuer: "13102", master: new Uint8Array(32).fill(7), quota: 700 });
    await desk.insert(foreign);
    const applicationId = await desk.applies(foreign, "unordained", "load");
    const load = (id = applicationId, municipality?: string) =>
      refused(foreign, () => desk.call("cardApps.load", { ...r1, applicationId: id }, municipality));
    desk.status = "suspended";
    const stop = {
      cardId: foreign.cardId,
      municipality: "13101",
      reason: "lost",
      reportedBy: "holder",
      setBy: "op1",
      setAt: 0,
    } as const;
    await store.of("13101").stops.set(stop);

    expect(await load(applicationId, "13102")).to.equal("gate.no-application");
    expect(await load("nowhere")).to.equal("gate.no-application");
    const another = deskCard({ cin: "DESK000002" });
    expect(await load(await desk.applies(another, "library", "load"))).to.equal("gate.no-application");
    expect(await load()).to.equal("gate.no-ordinance");
    expect(await load(await desk.applies(foreign, "library", "load"))).to.equal("gate.moved-card");
  });

  it("goes on in order for a card of its own: state, stop, key, area, duplicate, capacity", async () => {
    const wrongKey = deskCard({ master: new Uint8Array(32).fill(7) });
    await desk.insert(wrongKey);
    const applicationId = await desk.applies(wrongKey, "library", "load");
    const load = () => refused(wrongKey, () => desk.call("cardApps.load", { ...r1, applicationId }));
    desk.status = "suspended";
    await store.of("13101").stops.set({
      cardId: wrongKey.cardId,
      municipality: "13101",
      reason: "lost",
      reportedBy: "holder",
      setBy: "o",
      setAt: 0,
    });
    expect(await load()).to.equal("gate.card-not-active");
    desk.status = "active";
    expect(await load()).to.equal("gate.stopped");
    await store.of("13101").stops.lift(wrongKey.cardId);
    expect(await load()).to.equal("card.area-key-mismatch");
    expect(await refused(wrongKey, () => desk.call("area.set", r1))).to.equal("card.area-key-mismatch");

    const small = deskCard({ cin: "DESK000003", quota: 1_500 });
    await desk.insert(small);
    expect(await refused(small, () => loadOf(small))).to.equal("card.area-not-set");
    await desk.call("area.set", r1);
    expect(await refused(small, () => desk.call("area.set", r1))).to.equal("card.area-already-set");
    await loadOf(small);
    expect(await refused(small, () => loadOf(small))).to.equal("card.application-present");
    const full = await refusal(loadOf(small, "certificate"));
    expect(full.code).to.equal("card.no-space");
    expect(full.details["holders"]).to.include(`13101:${LIBRARY.aid}`);

    const short = deskCard({ cin: "DESK000004", volatile: 100 });
    await desk.insert(short);
    await desk.call("area.set", r1);
    await loadOf(short);
    const { memory } = await desk.call("cardApps.list", r1);
    expect(memory.volatile, "what FF21 tells").to.deep.equal({ free: 12 });
    expect(await refused(short, () => loadOf(short, "certificate"))).to.equal("card.no-space");
    const lack = await refusal(loadOf(short, "certificate"));
    expect(lack.details).to.include({ what: "volatile memory", needed: 88, free: 12 });
    expect(lack.details["holders"]).to.include(`13101:${LIBRARY.aid}`);
  });

  it("refuses a wrong area key on delete and PIN, the card unchanged (R-AREA-06)", async () => {
    const card = deskCard();
    await desk.insert(card);
    await desk.call("area.set", r1);
    await loadOf(card);
    const other = new Desk(store, {}, { ids: "other", master: new Uint8Array(32).fill(7) });
    await other.open();
    await other.insert(card);
    const applicationId = await other.applies(card, "library", "delete");
    const remove = () => other.call("cardApps.delete", { ...r1, applicationId });
    expect(await refused(card, remove, other)).to.equal("card.area-key-mismatch");
    const pin = () => other.call("cardApps.setPin", { ...r1, serviceId: "library", pin: "1234" });
    expect(await refused(card, pin, other)).to.equal("card.area-key-mismatch");
    await other.part.stop?.();
  });

  it("asks for state and stop before the key proves itself, on delete and PIN as well (R-SEC-06, X-06)", async () => {
    const card = deskCard();
    await desk.insert(card);
    await desk.call("area.set", r1);
    await loadOf(card);
    const other = new Desk(store, {}, { ids: "other", master: new Uint8Array(32).fill(7) });
    await other.open();
    await other.insert(card);
    const applicationId = await other.applies(card, "library", "delete");
    const attempts = [
      () => other.call("cardApps.delete", { ...r1, applicationId }),
      () => other.call("cardApps.setPin", { ...r1, serviceId: "library", pin: "1234" }),
    ];
    let proofs = 0;
    card.observer = ([, ins]) => {
      if (ins === 0x50) proofs += 1;
    };
    const stop = { cardId: card.cardId, municipality: "13101", reason: "lost", reportedBy: "holder" } as const;
    for (const attempt of attempts) {
      other.status = "suspended";
      expect(await refused(card, attempt, other)).to.equal("gate.card-not-active");
      other.status = "active";
      await store.of("13101").stops.set({ ...stop, setBy: "op1", setAt: 0 });
      expect(await refused(card, attempt, other)).to.equal("gate.stopped");
      expect(proofs, "no key is proved for a card that is refused").to.equal(0);
      await store.of("13101").stops.lift(card.cardId);
      expect(await refused(card, attempt, other)).to.equal("card.area-key-mismatch");
      expect(proofs).to.equal(1);
      proofs = 0;
    }
    await other.part.stop?.();
  });

  it("deletes no tenant of the free area that is not of our package format, though somebody asks for it by name (R-CARD-09)", async () => {
    const card = deskCard({ quota: 20_000, tenants: [drivingLicence] });
    await desk.insert(card);
    await desk.call("area.set", r1);
    await loadOf(card);
    const aid = toHex(DRIVING_LICENCE_AID);
    const { applications } = await desk.call("cardApps.list", r1);
    expect(applications.map((one) => [one.aid, one.municipality])).to.deep.include([aid, undefined]);
    await desk.applies(card, "library", "delete");
    const { id: userId } = (await store.of("13101").users.findByCard(card.cardId))!;
    const wish = { userId, aid, kind: "delete" } as const;
    const { applicationId } = await desk.call("applications.record", wish);
    const remove = () => desk.call("cardApps.delete", { ...r1, applicationId });
    expect(await refused(card, remove)).to.equal("gate.not-a-card-app");
    expect((await desk.call("cardApps.list", r1)).applications).to.have.length(2);
  });

  it("deletes from a card that is not active only as A-05 says", async () => {
    const card = deskCard();
    await desk.insert(card);
    await desk.call("area.set", r1);
    await loadOf(card);
    const applicationId = await desk.applies(card, "library", "delete");
    const remove = () => desk.call("cardApps.delete", { ...r1, applicationId });
    for (const state of ["lost", "stolen", "suspended"] as const) {
      desk.status = state;
      expect(await refused(card, remove), state).to.equal("gate.card-not-active");
    }
    desk.status = "expired";
    await remove().then(
      () => expect.fail("deleted without the right"),
      (error) => expect(String(error)).to.include("card.delete-inactive"),
    );
    desk.rights.add("card.delete-inactive");
    expect(await remove()).to.include({ aid: LIBRARY.aid });
  });

  it("lifts a lock, by a new PIN or by deletion, with the right to do so only (R-PIN-06, R-PIN-10, X-04)", async () => {
    const card = deskCard();
    await desk.insert(card);
    await desk.call("area.set", r1);
    await loadOf(card);
    const setPin = (pin: string) => desk.call("cardApps.setPin", { ...r1, serviceId: "library", pin });
    await setPin("1234");
    await desk.readers.withCard("r1", {}, async (link) => {
      const keys = desk.serviceKeys(LIBRARY, card);
      const session = await openCardApp(link, fromHex(LIBRARY.aid), keys, desk.ports.random);
      for (let i = 0; i < 3; i++) await refusal(session.verifyPin("0000"));
    });
    expect((await desk.call("card.diagnose", r1)).verdict).to.equal("locked");
    const applicationId = await desk.applies(card, "library", "delete");
    for (const attempt of [() => setPin("4321"), () => desk.call("cardApps.delete", { ...r1, applicationId })]) {
      await attempt().then(
        () => expect.fail("unlocked without the right"),
        (error) => expect(String(error)).to.include("card.unlock"),
      );
    }
    desk.rights.add("card.unlock");
    for (const attempt of [() => setPin("4321"), () => desk.call("cardApps.delete", { ...r1, applicationId })]) {
      expect(await refused(card, attempt)).to.equal("gate.identity-unchecked");
    }
    const call = { ...r1, serviceId: "library", pin: "4321", identityChecked: true } as const;
    await desk.call("cardApps.setPin", call);
    expect(desk.facts).to.deep.include({ unlock: true, identityChecked: true });
    expect((await desk.call("card.diagnose", r1)).verdict).to.equal("ok");
  });

  it("refuses a PIN that the application does not take, and one for what is not loaded", async () => {
    const card = deskCard();
    await desk.insert(card);
    await desk.call("area.set", r1);
    await loadOf(card);
    const pin = (serviceId: string, value: string) => () =>
      desk.call("cardApps.setPin", { ...r1, serviceId, pin: value });
    expect(await refused(card, pin("library", "12345"))).to.equal("personalisation.bad-pin");
    expect(await refused(card, pin("library", "12a4"))).to.equal("personalisation.bad-pin");
    expect(await refused(card, pin(CERTIFICATE.id, "1234"))).to.equal("card.application-absent");
    expect(await refused(card, pin("nothing", "1234"))).to.equal("gate.no-service");
  });

  it("lists and diagnoses by reading alone, with no PIN command and no key (R-AP-10, R-AP-11, X-36)", async () => {
    const card = deskCard();
    await desk.insert(card);
    await desk.call("area.set", r1);
    await loadOf(card);
    const before = card.nvm.device.image.slice();
    const sent = new Set<number>();
    card.observer = (command) => void sent.add(command[1]!);
    await desk.call("cardApps.list", r1);
    await desk.call("card.diagnose", r1);
    card.observer = undefined;
    expect([...sent].sort()).to.deep.equal([0xa4, 0xca]);
    expect(card.nvm.device.image).to.deep.equal(before);
  });
});
