import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { cardAppAid, cardAppLoadFileAid } from "#card/region/aids.js";
import { buildPackage } from "#card/region/load-file/encode.js";
import type { DaemonPorts } from "#daemon/main/ports.js";
import type { Service } from "#daemon/services/service.js";
import { openStore } from "#daemon/store/store.js";
import type { VirtualCard } from "#simulator/kernel/virtual-card.js";
import { findProfile } from "#simulator/profiles/index.js";
import { pull } from "../broken-off.fixture.js";
import { Desk, LIBRARY } from "../desk.fixture.js";
import { deskCard } from "../desk-card.fixture.js";
import { vendorCard } from "../vendor-card.fixture.js";

type TestCard = VirtualCard & { readonly cardId: string };

const r1 = { readerId: "r1" };
const A = "13101";

/** The library's next version, with a file more. */
const NEXT: Service = {
  ...LIBRARY,
  package: buildPackage(
    {
      aid: cardAppAid(A, 1),
      loadFileAid: cardAppLoadFileAid(A, 1),
      municipality: A,
      version: "1.1.0",
      serviceKey: { version: 1, length: 16 },
      pin: { tries: 3, minLength: 4, maxLength: 4 },
      files: Array.from({ length: 9 }, (_, index) => ({
        ...{ id: index + 1, records: 1, recordSize: 40 },
        access: { read: "system" as const, update: "system" as const },
      })),
    },
    generateKeyPairSync("ed25519").privateKey,
  ),
};

const offering = (service: Service): Partial<DaemonPorts> => ({
  services: {
    of: () => [service],
    find: (_, id) => (id === service.id ? service : undefined),
    byAid: (aid) => (aid === service.aid ? service : undefined),
    bySystem: () => undefined,
  },
});

describe("an upgrade of a card application", function () {
  this.timeout(120_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "upgrade-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A counter whose catalogue has the next version, with a card that has the old one and a PIN. */
  async function outdated(name: string, card: TestCard = deskCard(), over: Partial<Service> = {}) {
    const store = await openStore(join(folder, `${name}.sqlite`));
    const old = new Desk(store, offering({ ...LIBRARY, ...over }), { ids: "old" });
    await old.open();
    await old.insert(card);
    await old.call("area.set", r1);
    await old.call("cardApps.load", { ...r1, applicationId: await old.applies(card, "library", "load") });
    await old.part.stop?.();
    await old.readers.stop();
    const desk = new Desk(store, offering({ ...NEXT, ...over }), { ids: "new" });
    await desk.open();
    await desk.insert(card);
    const close = async () => {
      await desk.part.stop?.();
      await desk.readers.stop();
      await store.close();
    };
    const use = async () => (await store.of(A).registrations.live(card.cardId, "library"))?.state;
    return { store, desk, card, close, use };
  }

  const upgrading = (desk: Desk, { cardId }: TestCard) =>
    desk.call("cardApps.upgrade", { ...r1, cardId, serviceId: "library" });
  const found = async (desk: Desk) =>
    (await desk.call("cardApps.list", r1)).applications.map(({ version, state }) => `${version} ${state}`);

  it("puts the new version in the place of the old one and keeps the registration; the PIN is to be set", async () => {
    const { desk, card, store, use, close } = await outdated("whole");
    const before = await store.of(A).registrations.live(card.cardId, "library");
    expect(await upgrading(desk, card)).to.include({ from: "1.0.0", version: "1.1.0", pinToSet: true });
    expect(await found(desk)).to.deep.equal(["1.1.0 personalised"]);
    expect((await store.of(A).registrations.live(card.cardId, "library"))?.id).to.equal(before!.id);
    expect(await use()).to.equal("active");
    const again = await upgrading(desk, card).catch((error) => error.code);
    expect(again).to.equal("card.application-present");
    await close();
  });

  it("writes the number of the user as the user's own municipality knows it, of a partner's service too (R-SHARE-02, R-PRIV-10)", async () => {
    const shared = { municipality: "13102", sharedWith: ["13102", A], firstRecords: [] };
    const { desk, card, store, use, close } = await outdated("shared", deskCard(), shared);
    const { userId } = (await store.of(A).registrations.live(card.cardId, "library"))!;
    const before = await store.of(A).systemNumbers.find("library-system", userId);
    expect(before?.number).to.match(/^[0-9A-F]{16}$/);
    expect(await upgrading(desk, card)).to.include({ from: "1.0.0", version: "1.1.0" });
    expect(await use()).to.equal("active");
    expect(await store.of(A).systemNumbers.find("library-system", userId)).to.deep.equal(before);
    await close();
  });

  it("takes the right and a checked identity where the PIN is locked: it is no way round the lock (X-04, R-PIN-10)", async () => {
    const { desk, card, store, close } = await outdated("locked");
    const { aid } = LIBRARY;
    await store.pinTries.save({ cardId: card.cardId, aid, tries: 3, locked: true, changedAt: 0 });
    const refused = await upgrading(desk, card).catch((error) => error.message);
    expect(refused).to.match(/not permitted: card.unlock/);
    expect(await found(desk)).to.deep.equal(["1.0.0 personalised"]);
    desk.rights.add("card.unlock");
    await desk.call("cardApps.upgrade", { ...r1, cardId: card.cardId, serviceId: "library", identityChecked: true });
    expect(await store.pinTries.of(card.cardId, aid)).to.equal(undefined);
    await close();
  });

  /** Pulls the card before each `stride`-th command of an upgrade; the versions that are there when it is back. */
  async function pulledEverywhere(makeCard: () => Promise<TestCard>, stride: number) {
    const ends = new Set<string>();
    for (let place = 0, pulled = true; pulled; place += stride) {
      const { desk, card, store, use, close } = await outdated(`pulled-${place}`, await makeCard());
      let sent = 0;
      const putBack = pull(card, () => sent++ === place);
      await upgrading(desk, card).catch(() => {});
      pulled = sent > place;
      putBack();
      const waiting = (await store.of(A).journal.open()).length > 0;
      if (waiting) {
        expect(await use(), `place ${place}: no service meanwhile`).to.equal("pending");
        const { items } = await desk.call("resume.list", {});
        expect(items.map(({ operation, next }) => `${operation} ${next}`)).to.deep.equal(["cardApps.upgrade put-card"]);
      }
      await desk.insert(card);
      const [end = "none"] = await found(desk);
      expect(end, `place ${place}`).to.match(/^1\.[01]\.0 personalised$/);
      expect(await use(), `place ${place}`).to.equal("active");
      expect(await store.of(A).journal.open(), `place ${place}`).to.deep.equal([]);
      ends.add(end);
      await close();
    }
    return [...ends].sort();
  }

  it("is old or new, and gives service, wherever the card was pulled and put back; never none without saying", async () => {
    expect(await pulledEverywhere(async () => deskCard(), 1)).to.deep.equal([
      "1.0.0 personalised",
      "1.1.0 personalised",
    ]);
  });

  for (const [name, stride] of [
    ["kikyo", 12],
    ["ajisai", 12],
  ] as const) {
    it(`is so on the card ${name} of another dialect too (${findProfile(name).dialect}, R-CARD-05)`, async () => {
      expect(findProfile(name).dialect).not.to.equal("gp-scp03");
      expect(await pulledEverywhere(() => vendorCard(name), stride)).to.include("1.1.0 personalised");
    });
  }
});
