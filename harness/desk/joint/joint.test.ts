import { expect } from "chai";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { accessPart } from "#daemon/access/access-part.js";
import { rightsOf, roleNames } from "#daemon/api/contract/index.js";
import { endpointOf } from "#daemon/services/service.js";
import type { Desk } from "../desk.fixture.js";
import { LIBRARY } from "../desk.fixture.js";
import { type DeskCard, deskCard } from "../desk-card.fixture.js";
import { A, B, openTown, residentIs, type Town, type TownOptions } from "../move/towns.fixture.js";
import { Window } from "../pin/window.fixture.js";

const r1 = { readerId: "r1" };

async function code(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return "ok";
  } catch (error) {
    return isMadoguchiError(error) ? error.code : String(error);
  }
}

describe("Joint use of a card application (共同利用, R-SHARE)", () => {
  const opened: (() => Promise<unknown>)[] = [];
  let town: Town;
  let desk: Desk;
  let card: DeskCard;
  let window: Window;

  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
  });

  /** A's card with A's library on it, at a daemon of both towns. */
  async function open(joint?: TownOptions["joint"], holder = A): Promise<void> {
    const one = await openTown({ towns: [A, B], ...(joint && { joint }) });
    town = one;
    ({ desk } = town);
    opened.push(() => one.close());
    const access = accessPart(desk.ports);
    await access.start?.();
    opened.push(async () => access.stop?.());
    card = deskCard(holder === A ? {} : { issuer: B, ...masterOfB() });
    window = new Window(desk, access, card);
    await desk.insert(card);
    await desk.call("area.set", r1, holder);
  }

  const masterOfB = () => ({ master: new Uint8Array(32).fill(0xb2), key: { keyId: "KB", generation: 2 } });
  const load = async (municipality: string) =>
    desk.call(
      "cardApps.load",
      { ...r1, applicationId: await desk.applies(card, "library", "load", municipality) },
      municipality,
    );
  /** What the library's system hears at a municipality's window. */
  async function usedAt(municipality: string): Promise<string> {
    return code(async () => {
      const held = await window.hold(LIBRARY, "own", municipality);
      const sent = await held.send();
      await held.close();
      if (sent !== "ok") throw new Error(sent);
    });
  }

  it("lets the library that A loaded work at B, when it is marked shared and both are in the group (R-SHARE-02, R-SHARE-05)", async () => {
    await open({ shared: true, offered: false });
    await load(A);
    expect([await usedAt(A), await usedAt(B)]).to.deep.equal(["ok", "ok"]);
  });

  it("refuses it at B when it is not marked shared, or when there is no group (R-ACT-05, R-SHARE-02)", async () => {
    await open({ shared: false, offered: true });
    await load(A);
    expect([await usedAt(A), await usedAt(B)]).to.deep.equal(["ok", "gate.not-registered"]);
    await open();
    await load(A);
    expect([await usedAt(A), await usedAt(B)]).to.deep.equal(["ok", "gate.not-registered"]);
  });

  it("lets B load A's library onto its own resident's card, under B's own ordinance, and both use it", async () => {
    await open({ shared: true, offered: true }, B);
    await load(B);
    expect([await usedAt(A), await usedAt(B)]).to.deep.equal(["ok", "ok"]);
    const { services } = await desk.call("services.list", {}, B);
    expect(services.find(({ id }) => id === "library")).to.include({ sharedBy: A, ordinance: "B市条例第1号" });
    expect(await town.store.of(A).registrations.ofCard(card.cardId)).to.deep.equal([]);
  });

  it("lets B load nothing of A's that is not shared with it", async () => {
    for (const joint of [{ shared: false, offered: true }, { shared: true, offered: false }, undefined]) {
      await open(joint, B);
      expect(await code(() => load(B))).to.equal("gate.no-service");
    }
  });

  it("stops at B at once what A was told is lost, also what B has open just now (R-SHARE-06, X-10)", async () => {
    await open({ shared: true, offered: false });
    await load(A);
    const held = await window.hold(LIBRARY, "own", B);
    expect(await held.send()).to.equal("ok");
    await desk.call("stops.set", { residentId: "R1", reason: "lost", reportedBy: "holder" }, A);
    expect(await held.send()).to.equal("gate.stopped");
    await held.close();
    expect([await usedAt(A), await usedAt(B)]).to.deep.equal(["gate.stopped", "gate.stopped"]);
    // B's operators are told of it, and can neither see it in their list nor lift it.
    expect(await desk.call("stops.list", {}, B)).to.deep.equal({ cards: [], serviceIds: [] });
    const lift = { residentId: "R1", cardId: card.cardId, what: "card", identityChecked: true } as const;
    expect(await code(() => desk.call("stops.lift", lift, B))).to.equal("stop.no-such-user");
    await desk.call("stops.lift", lift, A);
    expect(await usedAt(B)).to.equal("ok");
  });

  it("goes on working after a move inside the group (A-23)", async () => {
    await open({ shared: true, offered: true });
    await load(A);
    await residentIs(town.store, A, false);
    await residentIs(town.store, B, true);
    const { userId } = await desk.call("users.register", { ...r1, cardId: card.cardId, residentId: "R1" }, B);
    await desk.call("move.continue", { ...r1, cardId: card.cardId, userId }, B);
    expect([await usedAt(A), await usedAt(B)]).to.deep.equal(["ok", "ok"]);
  });

  it("shares masters and never residents; whoever administers reads no resident (R-SHARE-03, R-SHARE-04, X-18, X-19)", async () => {
    await open({ shared: true, offered: true });
    await load(A);
    const { groups } = await desk.call("groups.list", {}, B);
    expect(groups).to.have.length(1);
    expect(groups[0]).to.include({ id: "wide" });
    expect(
      groups[0]?.services.map(({ id, municipality, offeredBy }) => ({ id, municipality, offeredBy })),
    ).to.deep.equal([{ id: "library", municipality: A, offeredBy: [A, B] }]);
    for (const query of [{ residentId: "R1" }, { name: "見本" }, { kana: "ミホン" }]) {
      expect(await desk.call("residents.search", { query }, B)).to.deep.equal({ residents: [] });
    }
    // B's window learns the card and nothing of its holder.
    expect(JSON.stringify(await window.opened(LIBRARY, B))).not.to.match(/見本|ミホン|R1|user/);
    for (const role of roleNames.filter((name) => rightsOf([name]).includes("group.masters"))) {
      expect(rightsOf([role]), role).not.to.include("resident.read");
    }
  });

  it("gives each municipality its own set, session after session, whichever was there before (R-SHARE-01, X-24)", async () => {
    await open({ shared: true, offered: true });
    await load(A);
    const seenBy = async (municipality: string) => {
      const { services } = await desk.call("services.list", {}, municipality);
      const { examples } = await desk.call("services.catalogue", {}, municipality);
      const stops = await desk.call("stops.list", {}, municipality);
      return {
        services: services.map(({ id, ordinance }) => `${id} ${ordinance}`),
        listed: examples.flatMap((one) => one.services.map(({ id }) => id)),
        stops: stops.cards.length,
        waiting: (await desk.call("resume.list", {}, municipality)).total,
      };
    };
    await desk.applies(card, "certificate", "load");
    await desk.call("stops.set", { residentId: "R1", reason: "lost", reportedBy: "holder" }, A);
    const [a, b] = [await seenBy(A), await seenBy(B)];
    expect(a.services).to.deep.equal(["library 条例第1号", "certificate 条例第1号"]);
    expect(b.services).to.include("library B市条例第1号").and.not.include("certificate 条例第1号");
    expect([a.stops, b.stops, a.waiting, b.waiting]).to.deep.equal([1, 0, 1, 0]);
    for (const [municipality, set] of [
      [A, a],
      [B, b],
      [A, a],
    ] as const) {
      expect(await seenBy(municipality), municipality).to.deep.equal(set);
    }
  });

  it("needs no group: a municipality that is alone has none and misses nothing (R-SHARE-07)", async () => {
    await open();
    await load(A);
    expect(await usedAt(A)).to.equal("ok");
    expect(await desk.call("groups.list", {}, A)).to.deep.equal({ groups: [] });
  });

  it("is of one business system: endpoints at several libraries are that one, and no other system is (X-20, R-SEC-01)", () => {
    const at = (id: string, municipality: string) => ({ id, municipality, certificateFingerprint: id.toUpperCase() });
    const service = { ...LIBRARY, system: { ...LIBRARY.system, endpoints: [at("branch-b", B)] } };
    expect(endpointOf(service, "library-system")).to.include({ municipality: A });
    expect(endpointOf(service, "branch-b")).to.include({ municipality: B, certificateFingerprint: "BRANCH-B" });
    expect(endpointOf(service, "certificate-system")).to.equal(undefined);
  });
});
