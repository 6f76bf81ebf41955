import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Store } from "#daemon/store/repositories.js";
import { openStore } from "#daemon/store/store.js";
import { killedAt } from "../broken-off.fixture.js";
import { Desk } from "../desk.fixture.js";
import { type DeskCard, deskCard } from "../desk-card.fixture.js";

const r1 = { readerId: "r1" };

describe("a bulk load (連続搭載)", function () {
  this.timeout(60_000);
  let folder: string;
  const stores: Store[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bulk-"));
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function deskOn(ids: string, over: ConstructorParameters<typeof Desk>[1] = {}) {
    const store = await openStore(join(folder, "desk.sqlite"));
    stores.push(store);
    const desk = new Desk(store, over, { ids });
    await desk.open();
    return { desk, store };
  }

  /** Five cards whose areas are set; the holders of the first four applied for the library. */
  async function cards(desk: Desk): Promise<readonly DeskCard[]> {
    const made = [1, 2, 3, 4, 5].map((n) => deskCard({ cin: `BULK00000${n}` }));
    for (const [index, card] of made.entries()) {
      await desk.insert(card);
      await desk.call("area.set", r1);
      if (index < 4) await desk.applies(card, "library", "load");
    }
    return made;
  }

  const put = async (desk: Desk, card: DeskCard, bulkId: string): Promise<string> => {
    await desk.insert(card);
    return desk.call("bulk.load", { ...r1, bulkId }).then(
      ({ outcome, loaded, total }) => `${outcome} ${loaded}/${total}`,
      (error) => error.code,
    );
  };

  it("takes card after card, notes what is refused and why, and sums up", async () => {
    const { desk } = await deskOn("bulk");
    const made = await cards(desk);
    const { bulkId, total } = await desk.call("bulk.begin", { serviceId: "library" });
    expect(total).to.equal(4);
    expect(await put(desk, made[0]!, bulkId)).to.equal("loaded 1/4");
    expect(await put(desk, made[4]!, bulkId)).to.equal("bulk.no-application");
    desk.status = "suspended";
    expect(await put(desk, made[1]!, bulkId)).to.equal("gate.card-not-active");
    desk.status = "active";
    expect(await put(desk, made[1]!, bulkId), "it counts as it ended last").to.equal("loaded 2/4");
    expect(await put(desk, made[0]!, bulkId)).to.equal("already 1/4");
    const shown = desk.announced.filter(({ method }) => method === "bulk.progress").at(-1)?.params;
    expect(shown).to.deep.include({ bulkId, total: 4, loaded: 1, already: 1, failed: 1 });
    const { runs } = await desk.call("bulk.list", {});
    expect(runs[0]).to.include({ bulkId, loaded: 1, already: 1 });
    const ended = await desk.call("bulk.end", { bulkId });
    expect(ended).to.deep.include({ failed: 1, failures: [{ cardId: made[4]!.cardId, code: "bulk.no-application" }] });
    expect(await put(desk, made[2]!, bulkId)).to.equal("bulk.no-such");
  });

  it("goes on after the daemon was killed in the middle of a card", async () => {
    const first = await deskOn("first");
    const made = await cards(first.desk);
    const { bulkId } = await first.desk.call("bulk.begin", { serviceId: "library" });
    await put(first.desk, made[0]!, bulkId);
    await first.desk.part.stop?.();
    await first.desk.readers.stop();
    // Somewhere between the load file and the keys.
    const doomed = { file: join(folder, "desk.sqlite"), card: made[1]! };
    expect(await killedAt(60, doomed, (desk) => desk.call("bulk.load", { ...r1, bulkId }))).to.equal(true);

    const { desk, store } = await deskOn("next");
    expect((await desk.call("bulk.list", {})).runs.map((run) => [run.bulkId, run.loaded])).to.deep.equal([[bulkId, 1]]);
    expect(await put(desk, made[1]!, bulkId)).to.match(/^(already|loaded)/);
    await put(desk, made[2]!, bulkId);
    await put(desk, made[3]!, bulkId);
    const { loaded, already, failed } = await desk.call("bulk.end", { bulkId });
    expect([loaded + already, failed]).to.deep.equal([4, 0]);
    for (const { cardId } of made.slice(0, 4)) {
      expect((await store.of("13101").registrations.live(cardId, "library"))?.state).to.equal("active");
    }
  });
});
