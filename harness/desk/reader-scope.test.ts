import { expect } from "chai";
import { refusal } from "#card/errors/refusal.fixture.js";
import type { Session, SystemSession } from "#daemon/api/call.js";
import { ReaderWatch } from "#daemon/cards/reader-watch.js";
import { municipalitiesOf } from "#daemon/municipalities/municipalities.js";
import { operatorOf } from "./desk.fixture.js";
import { deskCard } from "./desk-card.fixture.js";
import { openDesk } from "./open-desk.fixture.js";

const r1 = { readerId: "r1" };
const system: SystemSession = {
  ...{ kind: "system", id: "s2", systemId: "library-system", serviceId: "library", municipality: "13101", aid: "F04D" },
};
const town = (code: string) => ({ code, predecessors: [] });

describe("whose card is in a reader (R-PRIV-10, R-SHARE-02)", () => {
  /** What sessions see of a card that is in the reader `r1`, and what an operator of the other town may do there. */
  async function seenBy(sessions: readonly Session[], municipalities: ReturnType<typeof municipalitiesOf>) {
    const { desk, close } = await openDesk({ municipalities });
    const watch = new ReaderWatch(desk.ports, async () => {});
    watch.start();
    const card = deskCard();
    await desk.insert(card);
    await watch.settled();
    const seen = sessions.map((session) => {
      const [reader] = watch.view(session).readers;
      expect(reader).to.include({ state: "ready", kind: "myna" });
      return reader?.cardId === card.cardId;
    });
    const other = await refusal(desk.call("area.set", r1, "13102")).then(({ code }) => code);
    await watch.stop();
    await close();
    return { seen, other };
  }

  it("is told to operators where there is one municipality, and never to business systems", async () => {
    const { seen } = await seenBy([operatorOf("13101"), system], municipalitiesOf([town("13101")]));
    expect(seen).to.deep.equal([true, false]);
  });

  it("is told in joint use at the own readers only, and the other town's operators do nothing there", async () => {
    const towns = [town("13101"), town("13102")];
    const owned = municipalitiesOf(towns, [{ reader: "r1", municipality: "13101" }]);
    expect(await seenBy([operatorOf("13101"), operatorOf("13102"), system], owned)).to.deep.equal({
      seen: [true, false, false],
      other: "gate.other-municipality",
    });
    const nobodys = municipalitiesOf(towns);
    expect(await seenBy([operatorOf("13101"), operatorOf("13102")], nobodys)).to.deep.equal({
      seen: [false, false],
      other: "gate.moved-card",
    });
  });
});

describe("a call that names the card it means", () => {
  it("writes to no other, and registers none", async () => {
    const { desk, close } = await openDesk();
    const card = deskCard();
    await desk.insert(card);
    await desk.applies(card, "library", "load");
    const before = card.nvm.device.image.slice();
    const meant = { ...r1, cardId: "0102" };
    for (const call of [
      () => desk.call("area.set", meant),
      () => desk.call("cardApps.setPin", { ...meant, serviceId: "library", pin: "1234" }),
      () => desk.call("users.register", { ...meant, residentId: "R1" }),
    ]) {
      expect((await refusal(call())).code).to.equal("gate.another-card");
    }
    expect(card.nvm.device.image).to.deep.equal(before);
    await desk.call("area.set", { ...r1, cardId: card.cardId });
    await close();
  });
});
