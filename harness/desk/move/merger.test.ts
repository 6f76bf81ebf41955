import { expect } from "chai";
import { refusal } from "#card/errors/refusal.fixture.js";
import { type DeskCard, deskCard } from "../desk-card.fixture.js";
import { A, B, FORMER, FORMER_LIBRARY, MASTERS, openTown, type Town } from "./towns.fixture.js";

const r1 = { readerId: "r1" };

describe("cards of a town that B took in by a merger (R-CARD-06, A-22, X-15, X-37)", () => {
  let town: Town;
  beforeEach(async () => {
    town = await openTown({ towns: [B] });
  });
  afterEach(() => town.close());

  /** A card that the town issued while it was there. */
  const former = (cin: string): DeskCard =>
    deskCard({ cin, issuer: FORMER, master: MASTERS[FORMER]!.master, key: MASTERS[FORMER]! });

  it("are at home without any procedure: set, loaded with the former town's application too, listed as own", async () => {
    const { desk } = town;
    const card = former("DESK000021");
    await desk.insert(card);
    expect(await desk.call("move.inspect", r1, B)).to.include({ standing: "home" });
    const { area } = await desk.call("area.set", r1, B);
    expect(area).to.include({ municipality: B, keyId: "KB" });
    const applicationId = await desk.applies(card, FORMER_LIBRARY.id, "load", B);
    await desk.call("cardApps.load", { ...r1, applicationId }, B);
    const { applications } = await desk.call("cardApps.list", r1, B);
    expect(applications.map(({ municipality, owner }) => ({ municipality, owner }))).to.deep.equal([
      { municipality: FORMER, owner: "own" },
    ]);
  });

  it("stand under the former town's key where that town set them: the card's own key id selects it", async () => {
    const { desk } = town;
    const card = former("DESK000022");
    const before = await openTown({ towns: [FORMER], ids: "former" });
    await before.desk.insert(card);
    await before.desk.call("area.set", r1, FORMER);
    await before.close();
    const own = deskCard({ cin: "DESK000023", issuer: B, master: MASTERS[B]!.master, key: MASTERS[B]! });
    await desk.insert(own);
    await desk.call("area.set", r1, B);
    for (const [one, keyId] of [
      [card, "KF"],
      [own, "KB"],
      [card, "KF"],
    ] as const) {
      await desk.insert(one);
      const { area } = await desk.call("cardApps.list", r1, B);
      expect(area).to.include({ keyId });
      const applicationId = await desk.applies(one, "b-library", "load", B);
      await desk.call("cardApps.load", { ...r1, applicationId }, B);
      const wish = await desk.applies(one, "b-library", "delete", B);
      await desk.call("cardApps.delete", { ...r1, applicationId: wish }, B);
    }
  });

  it("are not those of an unrelated town", async () => {
    const { desk } = town;
    const card = deskCard({ cin: "DESK000024", issuer: A });
    await desk.insert(card);
    expect((await refusal(desk.call("area.set", r1, B))).code).to.equal("gate.moved-card");
    expect(await desk.call("move.inspect", r1, B)).to.deep.include({ standing: "moved", ticketNeeded: true });
  });
});
