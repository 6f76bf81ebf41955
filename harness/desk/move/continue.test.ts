import { expect } from "chai";
import { fromHex } from "#card/bytes/bytes.js";
import { refusal } from "#card/errors/refusal.fixture.js";
import { openCardApp } from "#card/region/card-app-session.js";
import { CERTIFICATE, type Desk, LIBRARY } from "../desk.fixture.js";
import { type DeskCard, deskCard } from "../desk-card.fixture.js";
import { A, B, B_LIBRARY, openTown, residentIs, type Town } from "./towns.fixture.js";

const r1 = { readerId: "r1" };

describe("a card whose holder moved from A to B, in joint use", () => {
  let town: Town;
  let desk: Desk;
  let card: DeskCard;

  beforeEach(async () => {
    town = await openTown({ towns: [A, B] });
    ({ desk } = town);
    card = deskCard();
    await desk.insert(card);
    await desk.call("area.set", r1);
    await desk.call("cardApps.load", { ...r1, applicationId: await desk.applies(card, "library", "load") });
    await residentIs(town.store, A, false);
  });
  afterEach(() => town.close());

  /** The holder at B's counter: in B's import, and B's user. */
  async function userAtB(): Promise<string> {
    await residentIs(town.store, B, true);
    const { userId } = await desk.call("users.register", { ...r1, cardId: card.cardId, residentId: "R1" }, B);
    return userId;
  }

  const move = (userId: string) => desk.call("move.continue", { ...r1, cardId: card.cardId, userId }, B);

  /** The code of the refusal, or `ok`; a refusal must not have changed an octet of the card. */
  async function outcome(action: () => Promise<unknown>): Promise<string> {
    const before = card.nvm.device.image.slice();
    try {
      await action();
      return "ok";
    } catch (error) {
      expect(card.nvm.device.image).to.deep.equal(before);
      return (error as { code?: string }).code ?? String(error);
    }
  }

  /** A's application as a system with `master`'s keys finds it. */
  const readAs = (one: typeof LIBRARY) =>
    desk.readers.withCard("r1", {}, async (link) => {
      const session = await openCardApp(link, fromHex(LIBRARY.aid), desk.serviceKeys(one, card), desk.ports.random);
      await session.readRecord(1, 1);
    });

  it("works at B only after the procedure, and A's application stays what it was (X-12, R-MOVE-01, R-MOVE-06)", async () => {
    const userId = await userAtB();
    const load = await desk.applies(card, "b-library", "load", B);
    const wish = { userId, aid: LIBRARY.aid, kind: "delete" } as const;
    const { applicationId: leftover } = await desk.call("applications.record", wish, B);
    const matrix: Record<string, [() => Promise<unknown>, string, string]> = {
      set: [() => desk.call("area.set", r1, B), "gate.moved-card", "card.area-already-set"],
      "read A's application": [() => readAs(B_LIBRARY), "card-app.not-paired", "card-app.not-paired"],
      "A's own system reads": [() => readAs(LIBRARY), "ok", "ok"],
      list: [() => desk.call("cardApps.list", r1, B), "ok", "ok"],
      load: [() => desk.call("cardApps.load", { ...r1, applicationId: load }, B), "gate.moved-card", "ok"],
      "set a PIN": [
        () => desk.call("cardApps.setPin", { ...r1, serviceId: "b-library", pin: "1234" }, B),
        "gate.moved-card",
        "ok",
      ],
      "set the PIN of A's application": [
        () => desk.call("cardApps.setPin", { ...r1, serviceId: "library", pin: "1234" }, B),
        "gate.no-service",
        "gate.no-service",
      ],
      "delete A's application without a request": [
        () => desk.call("cardApps.delete", { ...r1, applicationId: "none" }, B),
        "gate.no-application",
        "gate.no-application",
      ],
      "delete A's application on request": [
        () => desk.call("cardApps.delete", { ...r1, applicationId: leftover }, B),
        "gate.moved-card",
        "ok",
      ],
    };
    for (const [name, [action, before]] of Object.entries(matrix)) {
      expect(await outcome(action), `before, ${name}`).to.equal(before);
    }
    const { from, area } = await move(userId);
    expect({ from, ...area }).to.include({ from: A, municipality: B, setUnder: A, keyId: "KB", generation: 2 });
    expect(area.setBy).to.match(/^Madoguchi \d/);
    const { applications } = await desk.call("cardApps.list", r1, B);
    expect(applications).to.have.length(1);
    expect(applications[0]).to.include({ aid: LIBRARY.aid, municipality: A, owner: "other", state: "personalised" });
    for (const [name, [action, , after]] of Object.entries(matrix)) {
      expect(await outcome(action), `after, ${name}`).to.equal(after);
    }
    const rest = (await desk.call("cardApps.list", r1, B)).applications;
    expect(rest.map(({ aid, owner }) => ({ aid, owner }))).to.deep.equal([{ aid: B_LIBRARY.aid, owner: "own" }]);
    expect(await town.store.of(A).registrations.live(card.cardId, "library")).to.equal(undefined);
  });

  it("is lost to A with the same step, and A reads in its own log where it went (R-MOVE-02)", async () => {
    await move(await userAtB());
    await residentIs(town.store, A, true);
    const applicationId = await desk.applies(card, "certificate", "load");
    expect(await outcome(() => desk.call("cardApps.load", { ...r1, applicationId }))).to.equal("gate.moved-card");
    const told = desk.audit.filter(({ event }) => event === "move.handed-over");
    expect(told).to.have.length(1);
    expect(told[0]).to.deep.include({ municipality: A, target: card.cardId, outcome: "ok", correlationId: "c1" });
    expect(told[0]?.facts).to.include({ to: B });
    expect(desk.facts).to.deep.include({ from: A });
  });

  it("is taken over where its area was not set yet, by the keys that it was issued with", async () => {
    card = deskCard({ cin: "DESK000007" });
    await desk.insert(card);
    const userId = await userAtB();
    expect(await outcome(() => desk.call("area.set", r1, B))).to.equal("gate.moved-card");
    const { area } = await move(userId);
    expect(area).to.include({ municipality: B, keyId: "KB" });
    expect(area).not.to.have.property("setUnder");
    const load = await desk.applies(card, "b-library", "load", B);
    await desk.call("cardApps.load", { ...r1, applicationId: load }, B);
  });

  it("is refused by the first gate that has a reason, without a write (R-MOVE-02)", async () => {
    const userId = await userAtB();
    const call = (over: object = {}, municipality = B) =>
      outcome(() => desk.call("move.continue", { ...r1, cardId: card.cardId, userId, ...over }, municipality));
    desk.status = "suspended";
    await town.store
      .of(A)
      .stops.set({ cardId: card.cardId, municipality: A, reason: "lost", reportedBy: "holder", setBy: "o", setAt: 0 });
    await residentIs(town.store, B, false);
    expect(await call({}, A)).to.equal("gate.another-card");
    expect(await call({ cardId: "00" })).to.equal("gate.another-card");
    expect(await call({ userId: "nobody" })).to.equal("gate.another-card");
    expect(await call()).to.equal("gate.not-resident");
    await residentIs(town.store, B, true);
    await residentIs(town.store, A, true);
    expect(await call()).to.equal("gate.card-not-active");
    desk.status = "active";
    expect(await call()).to.equal("gate.stopped");
    await town.store.of(A).stops.lift(card.cardId);
    // Still in A's import: A's resident's card is not to be had by way of a resident of B.
    expect(await call()).to.equal("move.still-resident");
    await residentIs(town.store, A, false);
    expect(await call()).to.equal("ok");
    expect(await call()).to.equal("gate.not-moved");
    expect(await town.store.of(B).journal.open()).to.deep.equal([]);
  });

  it("is not taken over by a forged card that says it stands under A's key", async () => {
    const forged = deskCard({ master: new Uint8Array(32).fill(0xee) });
    const userId = await userAtB();
    card = forged;
    await desk.insert(forged);
    expect(await outcome(() => move(userId))).to.equal("card.area-key-mismatch");
  });

  it("keeps the memory that A's applications hold, names their owner, and gives it back on request (X-13, R-MOVE-07)", async () => {
    card = deskCard({ cin: "DESK000008", quota: 1_500 });
    await desk.insert(card);
    await residentIs(town.store, A, true);
    await desk.call("area.set", r1);
    await desk.call("cardApps.load", { ...r1, applicationId: await desk.applies(card, "library", "load") });
    await residentIs(town.store, A, false);
    const userId = await userAtB();
    await move(userId);
    const applicationId = await desk.applies(card, "b-library", "load", B);
    const load = () => desk.call("cardApps.load", { ...r1, applicationId }, B);
    const full = await refusal(load());
    expect(full.code).to.equal("card.no-space");
    expect(full.details["holders"]).to.equal(
      `${A}:${LIBRARY.aid}=${(await desk.call("cardApps.list", r1, B)).applications[0]!.size}`,
    );
    // Nothing of A's goes by itself.
    expect((await desk.call("cardApps.list", r1, B)).applications).to.have.length(1);
    const wish = { userId, aid: LIBRARY.aid.toLowerCase(), kind: "delete" } as const;
    const { applicationId: leftover } = await desk.call("applications.record", wish, B);
    await desk.call("cardApps.delete", { ...r1, applicationId: leftover }, B);
    const told = desk.audit.filter(({ event }) => event === "cardApps.deleted-elsewhere");
    expect(told.map(({ municipality, facts }) => ({ municipality, ...facts }))).to.deep.equal([
      { municipality: A, aid: LIBRARY.aid, by: B },
    ]);
    await load();
  });

  it("brings B's services, not A's (X-16, R-MOVE-09)", async () => {
    const userId = await userAtB();
    await move(userId);
    const apply = (serviceId: string) =>
      outcome(() => desk.call("applications.record", { userId, serviceId, kind: "load" }, B));
    expect(await apply("certificate")).to.equal("user.no-such-service");
    expect(await apply("b-library")).to.equal("ok");
    // A record that came there by another way opens nothing either.
    const smuggled = await desk.applies(card, "certificate", "load", B);
    expect(await outcome(() => desk.call("cardApps.load", { ...r1, applicationId: smuggled }, B))).to.equal(
      "gate.no-service",
    );
    expect(CERTIFICATE.municipality).to.equal(A);
  });

  it("leaves the resident to whose import it belongs, and A its log (X-17, R-JUKI-08)", async () => {
    const found = async (municipality: string) =>
      (await desk.call("residents.search", { query: { residentId: "R1" } }, municipality)).residents.length;
    await residentIs(town.store, A, true);
    expect([await found(A), await found(B)]).to.deep.equal([1, 0]);
    await residentIs(town.store, A, false);
    await residentIs(town.store, B, true);
    expect([await found(A), await found(B)]).to.deep.equal([0, 1]);
    const late = await refusal(desk.call("users.register", { ...r1, residentId: "R1" }, A));
    expect(late.code).to.equal("user.no-such-resident");
    const applicationId = await desk.applies(card, "certificate", "load").then(async (id) => {
      await residentIs(town.store, A, false);
      return id;
    });
    expect(await outcome(() => desk.call("cardApps.load", { ...r1, applicationId }))).to.equal("gate.not-resident");
  });
});
