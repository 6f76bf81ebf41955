import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Store } from "#daemon/store/repositories.js";
import { openStore } from "#daemon/store/store.js";
import type { VirtualCard } from "#simulator/kernel/virtual-card.js";
import { Desk } from "./desk.fixture.js";
import { deskCard } from "./desk-card.fixture.js";
import { openDesk } from "./open-desk.fixture.js";

const r1 = { readerId: "r1" };
const FORGERS_MASTER = new Uint8Array(32).fill(0xee);

/** A card that leaves its reader when it is sent a command with this INS, before it has carried it out. */
function pulledAt(card: VirtualCard, ins: number, pull: () => void): VirtualCard {
  let pulled = false;
  return {
    atr: card.atr,
    powerOn: () => card.powerOn(),
    powerOff: () => card.powerOff(),
    reset: () => card.reset(),
    transmit(command) {
      if (command[1] !== ins || pulled) return card.transmit(command);
      pulled = true;
      pull();
      return card.transmit(Uint8Array.of(0x00, 0x00, 0x00, 0x00));
    },
  };
}

describe("a forged card that bears another's number", () => {
  let folder: string;
  let store: Store;
  let desk: Desk;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "desk-forged-"));
    store = await openStore(join(folder, "desk.sqlite"));
    desk = new Desk(store);
    await desk.open();
  });
  afterEach(async () => {
    await desk.part.stop?.();
    await desk.readers.stop();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("does not end the setting that waits for the true one, though its area says that it is set (X-28, R-AREA-06)", async () => {
    const card = deskCard();
    const STORE_DATA = 0xe2;
    await desk.insert(pulledAt(card, STORE_DATA, () => desk.readers.remove("r1")));
    const torn = await desk.call("area.set", r1).catch((error) => error);
    expect(torn.code).to.equal("reader.card-removed");
    const waiting = await store.of("13101").journal.open();
    expect(waiting.map(({ operation }) => operation)).to.deep.equal(["area.set"]);

    const forged = deskCard({ master: FORGERS_MASTER });
    const forger = await openDesk({}, { ids: "forger", master: FORGERS_MASTER });
    await forger.desk.insert(forged);
    await forger.desk.call("area.set", r1);
    await forger.close();
    await desk.insert(forged);
    expect(await store.of("13101").journal.open()).to.deep.equal(waiting);
    expect(desk.failed.map(({ event }) => event)).to.deep.equal(["journal.recovery"]);

    await desk.insert(card);
    expect(await store.of("13101").journal.open()).to.deep.equal([]);
    expect((await desk.call("cardApps.list", r1)).area).to.include({ municipality: "13101" });
  });

  for (const [kind, ins] of [
    ["load", 0xe8],
    ["delete", 0xe4],
  ] as const) {
    it(`does not end the ${kind} that waits for the true one (X-28, R-AREA-06)`, async () => {
      const card = deskCard();
      await desk.insert(card);
      await desk.call("area.set", r1);
      if (kind === "delete") {
        await desk.call("cardApps.load", { ...r1, applicationId: await desk.applies(card, "library", "load") });
      }
      const applicationId = await desk.applies(card, "library", kind);
      await desk.insert(pulledAt(card, ins, () => desk.readers.remove("r1")));
      const torn = await desk.call(`cardApps.${kind}`, { ...r1, applicationId }).catch((error) => error);
      expect(torn.code).to.equal("reader.card-removed");
      const waiting = await store.of("13101").journal.open();
      expect(waiting).to.have.length(1);
      const before = await store.of("13101").registrations.live(card.cardId, "library");

      await desk.insert(deskCard({ master: FORGERS_MASTER }));
      expect(await store.of("13101").journal.open()).to.deep.equal(waiting);
      expect(await store.of("13101").registrations.live(card.cardId, "library")).to.deep.equal(before);
      expect(desk.failed.map(({ event }) => event)).to.deep.equal(["journal.recovery"]);

      await desk.insert(card);
      expect(await store.of("13101").journal.open()).to.deep.equal([]);
      expect(await store.of("13101").registrations.live(card.cardId, "library")).to.equal(undefined);
      expect((await desk.call("cardApps.list", r1)).applications).to.deep.equal([]);
    });
  }
});
