import { expect } from "chai";
import { refusal } from "#card/errors/refusal.fixture.js";
import type { Session, SystemSession } from "#daemon/api/call.js";
import type { ResultOf } from "#daemon/api/contract/index.js";
import { ReaderWatch } from "#daemon/cards/reader-watch.js";
import type { DaemonPorts } from "#daemon/main/ports.js";
import { municipalitiesOf } from "#daemon/municipalities/municipalities.js";
import { operatorOf } from "./desk.fixture.js";
import { deskCard } from "./desk-card.fixture.js";
import { openDesk } from "./open-desk.fixture.js";

type ReadersView = ResultOf<"readers.list">;

const r1 = { readerId: "r1" };
const system: SystemSession = {
  ...{ kind: "system", id: "s2", systemId: "library-system", serviceId: "library", municipality: "13101", aid: "F04D" },
};
const foreign = { ...system, id: "s3", systemId: "library-of-13102", municipality: "13102" };
const town = (code: string) => ({ code, predecessors: [] });

describe("whose card is in a reader (R-PRIV-10, R-SHARE-02)", () => {
  /** What sessions see of the reader `r1` with a card in it, and what an operator of the other town may do there. */
  async function seenBy(sessions: readonly Session[], municipalities: ReturnType<typeof municipalitiesOf>) {
    const { desk, close } = await openDesk({ municipalities });
    const watch = new ReaderWatch(desk.ports, async () => {});
    watch.start();
    const card = deskCard();
    await desk.insert(card);
    await watch.settled();
    const seen = sessions.map((session) => {
      const [reader] = watch.view(session).readers;
      if (reader === undefined) return "nothing";
      expect(reader).to.include({ id: "r1", state: "ready" });
      if (reader.kind === undefined) {
        expect(reader).to.have.all.keys("id", "name", "state", "insertion");
        return "presence";
      }
      expect(reader).to.include({ kind: "myna" }).and.to.have.property("atr");
      return reader.cardId === card.cardId ? "card" : "kind";
    });
    const other = await refusal(desk.call("area.set", r1, "13102")).then(({ code }) => code);
    await watch.stop();
    await close();
    return { seen, other };
  }

  it("is told to operators where there is one municipality, and never to business systems", async () => {
    const { seen } = await seenBy([operatorOf("13101"), system], municipalitiesOf([town("13101")]));
    expect(seen).to.deep.equal(["card", "presence"]);
  });

  it("is told in joint use at the own readers only; to the other town the reader is not there, and its operators do nothing in it (R-PRIV-11)", async () => {
    const towns = [town("13101"), town("13102")];
    const owned = municipalitiesOf(towns, [{ reader: "r1", municipality: "13101" }]);
    expect(await seenBy([operatorOf("13101"), operatorOf("13102"), system, foreign], owned)).to.deep.equal({
      seen: ["card", "nothing", "presence", "nothing"],
      other: "gate.other-municipality",
    });
    const nobodys = municipalitiesOf(towns);
    expect(await seenBy([operatorOf("13101"), operatorOf("13102"), foreign], nobodys)).to.deep.equal({
      seen: ["kind", "kind", "presence"],
      other: "gate.moved-card",
    });
  });
});

describe("the news of a reader", () => {
  it("go to whom they concern, and number a card's insertions anew for each business system (R-PRIV-10, R-PRIV-11)", async () => {
    const municipalities = municipalitiesOf([town("13101"), town("13102")], [{ reader: "r1", municipality: "13101" }]);
    const { desk, close } = await openDesk({ municipalities });
    const sessions = [system, { ...system, id: "s3", systemId: "issuing-server" }, operatorOf("13102")];
    const told = sessions.map((): ReadersView[] => []);
    const announceEach = ((_: string, viewFor: (session: Session) => ReadersView | undefined) =>
      sessions.forEach((session, n) => {
        const view = viewFor(session);
        if (view !== undefined) told[n]!.push(view);
      })) as DaemonPorts["announcer"]["announceEach"];
    const watch = new ReaderWatch(
      { ...desk.ports, announcer: { ...desk.ports.announcer, announceEach } },
      async () => {},
    );
    watch.start();
    for (const card of [deskCard(), deskCard()]) {
      await desk.insert(card);
      await watch.settled();
      desk.readers.remove("r1");
    }
    const [library, issuing, others] = told.map((views) =>
      views.flatMap(({ readers }) =>
        readers.filter(({ state }) => state === "ready").map(({ insertion }) => insertion),
      ),
    );
    expect(library).to.have.length(2);
    expect(new Set([...library!, ...issuing!])).to.have.property("size", 4);
    expect(others).to.deep.equal([]);
    expect(told[2]!.length).to.be.at.most(1);
    expect(watch.view({ ...system, id: "after a new connection" }).readers[0]!.insertion).to.equal(library![1]);
    await watch.stop();
    await close();
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
