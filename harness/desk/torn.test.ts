import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { fromHex } from "#card/bytes/bytes.js";
import { isMadoguchiError, type MadoguchiError } from "#card/errors/madoguchi-error.js";
import { openCardApp } from "#card/region/card-app-session.js";
import type { Store } from "#daemon/store/repositories.js";
import { openStore } from "#daemon/store/store.js";
import { killedAt, pull } from "./broken-off.fixture.js";
import { Desk, LIBRARY } from "./desk.fixture.js";
import { type DeskCard, deskCard } from "./desk-card.fixture.js";

const r1 = { readerId: "r1" };

/** A counter in the middle of its work: what is on disk and on the card, from which each try starts anew. */
interface Beginning {
  readonly database: string;
  readonly image: Uint8Array;
  readonly applicationId: string;
}

describe("a card write that is interrupted", () => {
  let folder: string;
  let files = 0;
  const opened: Store[] = [];

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "desk-torn-"));
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  async function open(file: string): Promise<Store> {
    const store = await openStore(file);
    opened.push(store);
    return store;
  }

  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });

  /** The state after `prepare`, with an open application record for the library. */
  async function begin(kind: "load" | "delete", prepare: (desk: Desk, card: DeskCard) => Promise<void>) {
    const database = join(folder, `${++files}.sqlite`);
    const store = await openStore(database);
    const desk = new Desk(store, {}, { ids: "prepared" });
    const card = deskCard();
    await desk.open();
    await desk.insert(card);
    await prepare(desk, card);
    const applicationId = await desk.applies(card, "library", kind);
    await desk.part.stop?.();
    await desk.readers.stop();
    await store.close();
    return { database, image: card.nvm.device.image.slice(), applicationId };
  }

  async function copyOf({ database }: Beginning): Promise<string> {
    const file = join(folder, `${++files}.sqlite`);
    copyFileSync(database, file);
    return file;
  }

  const set = async (desk: Desk) => void (await desk.call("area.set", r1));
  const setAndLoad = async (desk: Desk, card: DeskCard) => {
    await set(desk);
    const applicationId = await desk.applies(card, "library", "load");
    await desk.call("cardApps.load", { ...r1, applicationId });
  };

  /** Card and records agree: both have the application, or neither; nothing waits any more. */
  async function wholeOrNothing(desk: Desk, card: DeskCard, store: Store, place: string): Promise<"there" | "gone"> {
    expect(await store.of("13101").journal.open(), place).to.deep.equal([]);
    const { applications } = await desk.call("cardApps.list", r1);
    const live = await store.of("13101").registrations.live(card.cardId, "library");
    if (applications.length === 0) {
      expect(live, place).to.equal(undefined);
      return "gone";
    }
    expect(applications[0], place).to.include({ aid: LIBRARY.aid, state: "personalised" });
    expect(live?.state, place).to.equal("active");
    await desk.readers.withCard("r1", {}, async (link) => {
      const keys = desk.serviceKeys(LIBRARY, card);
      const session = await openCardApp(link, fromHex(LIBRARY.aid), keys, desk.ports.random);
      expect([...(await session.readRecord(1, 1))]).to.deep.equal([0x41, 0x42]);
    });
    return "there";
  }

  type Work = (desk: Desk, beginning: Beginning) => Promise<unknown>;
  const loading: Work = (desk, { applicationId }) => desk.call("cardApps.load", { ...r1, applicationId });
  const deleting: Work = (desk, { applicationId }) => desk.call("cardApps.delete", { ...r1, applicationId });

  /** Kills the daemon at every step of `work`; a new daemon on the same database then gets the card. */
  async function killEverywhere(
    beginning: Beginning,
    work: Work,
    check: (desk: Desk, card: DeskCard, store: Store, step: string) => Promise<void>,
  ): Promise<number> {
    for (let step = 0; ; step++) {
      const file = await copyOf(beginning);
      const card = deskCard({ image: beginning.image });
      const killed = await killedAt(step, { file, card }, (doomed) => work(doomed, beginning));
      const store = await openStore(file);
      const next = new Desk(store, {}, { ids: "next" });
      await next.open();
      await next.insert(card);
      await check(next, card, store, `killed at step ${step}`);
      expect(next.failed).to.deep.equal([]);
      await next.part.stop?.();
      await next.readers.stop();
      await store.close();
      if (!killed) return step;
    }
  }

  it("is finished or undone when the daemon is killed at any step of a load (R-AP-08, A-07)", async function () {
    this.timeout(300_000);
    const beginning = await begin("load", set);
    const ends = { there: 0, gone: 0 };
    const steps = await killEverywhere(beginning, loading, async (desk, card, store, place) => {
      const end = await wholeOrNothing(desk, card, store, place);
      ends[end]++;
      const application = await store.of("13101").applications.find(beginning.applicationId);
      expect(application?.state, place).to.equal(end === "there" ? "done" : "open");
      if (end === "gone") await loading(desk, beginning);
    });
    expect(steps).to.be.greaterThan(60);
    expect(ends.there).to.be.greaterThan(3);
    expect(ends.gone).to.be.greaterThan(20);
  });

  it("is carried to its end when the daemon is killed at any step of a deletion", async function () {
    this.timeout(300_000);
    const beginning = await begin("delete", setAndLoad);
    const ends = { there: 0, gone: 0 };
    await killEverywhere(beginning, deleting, async (desk, card, store, place) => {
      const end = await wholeOrNothing(desk, card, store, place);
      ends[end]++;
      if (end === "there") await deleting(desk, beginning);
    });
    expect(ends.there).to.be.greaterThan(10);
    expect(ends.gone).to.be.greaterThan(3);
  });

  it("is completed when the daemon is killed at any step of a setting", async function () {
    this.timeout(300_000);
    const beginning = await begin("load", async () => {});
    const setting: Work = (desk) => desk.call("area.set", r1);
    await killEverywhere(beginning, setting, async (desk, _card, store, place) => {
      expect(await store.of("13101").journal.open(), place).to.deep.equal([]);
      const { area } = await desk.call("cardApps.list", r1);
      if (area === undefined) await set(desk);
      await loading(desk, beginning);
    });
  });

  /** Pulls the card at every place of `work` while the daemon lives, and puts it back. */
  async function pullEverywhere(
    beginning: Beginning,
    work: Work,
    arm: (card: DeskCard, place: number) => () => boolean,
    stride = 1,
  ): Promise<{ there: number; gone: number; told: number }> {
    const ends = { there: 0, gone: 0, told: 0 };
    for (let place = 0, pulled = true; pulled; place += stride) {
      const store = await openStore(await copyOf(beginning));
      const card = deskCard({ image: beginning.image });
      const desk = new Desk(store, {}, { ids: "living" });
      await desk.open();
      await desk.insert(card);
      const hasFired = arm(card, place);
      let error: MadoguchiError | undefined;
      await work(desk, beginning).catch((thrown) => {
        if (!isMadoguchiError(thrown)) throw thrown;
        error = thrown;
      });
      pulled = hasFired();
      // The card itself again, without what pulls it.
      Reflect.deleteProperty(card, "transmit");
      if (error !== undefined) expect(error.code, `place ${place}`).to.equal("reader.card-removed");
      const waiting = await store.of("13101").journal.open();
      expect(error?.details["journalId"], `place ${place}`).to.equal(waiting[0]?.id);
      await desk.insert(card);
      ends[await wholeOrNothing(desk, card, store, `place ${place}`)]++;
      if (waiting.length > 0) {
        const told = desk.announced.filter(({ method }) => method === "journal.changed");
        expect(told.map(({ params }) => params)).to.have.length(1);
        expect(told[0]!.params).to.include({ id: waiting[0]!.id, cardId: card.cardId });
        ends.told++;
      }
      await desk.part.stop?.();
      await desk.readers.stop();
      await store.close();
    }
    return ends;
  }

  const beforeCommand = (card: DeskCard, place: number) => {
    let sent = 0;
    pull(card, () => sent++ === place);
    return () => sent > place;
  };

  const inMemory = (card: DeskCard, place: number) => {
    let fired = false;
    const transmit = card.transmit.bind(card);
    card.nvm.device.tearAfter(place, 0x3c);
    card.transmit = (command) => {
      try {
        return transmit(command);
      } catch (error) {
        fired = true;
        throw error;
      }
    };
    return () => fired;
  };

  it("is mended, and told of, when the card is pulled before any APDU of a load and put back (R-AP-08)", async function () {
    this.timeout(300_000);
    const ends = await pullEverywhere(await begin("load", set), loading, beforeCommand);
    expect(ends.told).to.be.greaterThan(8);
    expect(ends.there).to.be.greaterThan(2);
    expect(ends.gone).to.be.greaterThan(8);
  });

  it("is mended when the card loses its power inside any write of a load", async function () {
    this.timeout(300_000);
    const ends = await pullEverywhere(await begin("load", set), loading, inMemory, 61);
    expect(ends.told).to.be.greaterThan(8);
  });

  it("is mended when the card is pulled before any APDU of a deletion", async function () {
    this.timeout(300_000);
    const ends = await pullEverywhere(await begin("delete", setAndLoad), deleting, beforeCommand);
    expect(ends.gone).to.be.greaterThan(1);
  });

  it("is mended when the card loses its power inside any write of a deletion", async function () {
    this.timeout(300_000);
    const ends = await pullEverywhere(await begin("delete", setAndLoad), deleting, inMemory, 5);
    expect(ends.gone).to.be.greaterThan(1);
  });

  it("is not mended where the audit log cannot be written: the card stays as it is (R-LOG-01)", async () => {
    const beginning = await begin("load", set);
    const store = await open(await copyOf(beginning));
    const card = deskCard({ image: beginning.image });
    const desk = new Desk(store, {}, { ids: "unlogged" });
    await desk.open();
    await desk.insert(card);
    beforeCommand(card, 25);
    await loading(desk, beginning).catch(() => {});
    Reflect.deleteProperty(card, "transmit");
    expect(await store.of("13101").journal.open()).to.have.length(1);
    await desk.part.stop?.();

    const record = async () => Promise.reject(new Error("the disk is full"));
    const next = new Desk(store, { audit: { record } }, { ids: "full" });
    await next.open();
    card.powerOn();
    const torn = card.nvm.device.image.slice();
    await next.insert(card);
    expect(card.nvm.device.image).to.deep.equal(torn);
    expect(await store.of("13101").journal.open()).to.have.length(1);
    expect(next.failed.map(({ event }) => event)).to.deep.equal(["journal.recovery"]);
    await next.part.stop?.();
  });

  it("tells the operator to set the PIN again when the card left while it was set", async () => {
    const beginning = await begin("load", setAndLoad);
    const store = await open(await copyOf(beginning));
    const card = deskCard({ image: beginning.image });
    const desk = new Desk(store, {}, { ids: "pin" });
    await desk.open();
    await desk.insert(card);
    const transmit = card.transmit.bind(card);
    card.transmit = (command) => {
      if (command[1] === 0xe2) card.powerOff();
      return transmit(command);
    };
    await desk.call("cardApps.setPin", { ...r1, serviceId: "library", pin: "1234" }).then(
      () => expect.fail("a PIN was set on a card that was gone"),
      (error) => expect(isMadoguchiError(error, "reader.card-removed")).to.equal(true),
    );
    Reflect.deleteProperty(card, "transmit");
    await desk.insert(card);
    expect(desk.announced.at(-1)?.params).to.include({ state: "failed", operation: "cardApps.setPin" });
    await desk.call("cardApps.setPin", { ...r1, serviceId: "library", pin: "1234" });
    await desk.part.stop?.();
  });

  for (const [how, lose] of [
    [
      "by the CS",
      async (desk: Desk) => {
        desk.status = "lost";
      },
    ],
    [
      "to an operator, while the CS still says active",
      async (_: Desk, { cardId }: DeskCard, store: Store) => {
        const stop = { cardId, municipality: "13101", reason: "lost", reportedBy: "holder" } as const;
        await store.of("13101").stops.set({ ...stop, setBy: "op1", setAt: 0 });
      },
    ],
  ] as const) {
    it(`is undone, not finished, on a card that was reported lost in the meantime ${how} (R-STOP-05)`, async () => {
      const beginning = await begin("load", set);
      const store = await open(await copyOf(beginning));
      const card = deskCard({ image: beginning.image });
      const desk = new Desk(store, {}, { ids: "lost" });
      await desk.open();
      await desk.insert(card);
      // INSTALL [for personalization]: loaded, but without keys.
      const putBack = pull(card, ([, ins, p1]) => ins === 0xe6 && p1 === 0x20);
      await loading(desk, beginning).catch(() => {});
      putBack();
      await lose(desk, card, store);
      await desk.insert(card);
      expect(await wholeOrNothing(desk, card, store, "lost")).to.equal("gone");
      expect(desk.announced.at(-1)?.params).to.include({ state: "undone" });
      await desk.part.stop?.();
    });
  }
});
