import { expect } from "chai";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { refusal } from "#card/errors/refusal.fixture.js";
import { encodeDirectory, LIFE_CYCLE } from "#card/region/directory.js";
import { FaultyCard } from "#simulator/faults/faulty-card.js";
import type { VirtualCard } from "#simulator/kernel/virtual-card.js";
import { type Desk, LIBRARY } from "./desk.fixture.js";
import { type DeskCard, deskCard } from "./desk-card.fixture.js";
import { openDesk } from "./open-desk.fixture.js";

/** A card that answers one command in a way of its own. */
function answering(card: DeskCard, match: RegExp, response: string): DeskCard {
  const transmit = card.transmit.bind(card);
  card.transmit = (command) => {
    const text = Buffer.from(command).toString("hex").toUpperCase();
    return match.test(text) ? fromHex(response) : transmit(command);
  };
  return card;
}

describe("card fault isolation (R-AP-11)", () => {
  let desk: Desk;
  let close: () => Promise<void>;
  const r1 = { readerId: "r1" };

  beforeEach(async () => {
    ({ desk, close } = await openDesk());
  });
  afterEach(() => close());

  /** The verdict, and the check that found the fault. */
  async function verdict(readerId = "r1"): Promise<string> {
    const { verdict: found, steps, advice } = await desk.call("card.diagnose", { readerId });
    const fault = steps.find(({ result }) => result === "fault");
    expect(advice.ja).to.match(/。$/);
    expect(steps.findIndex(({ result }) => result === "skipped")).to.equal(
      fault === undefined || fault === steps.at(-1) ? -1 : steps.indexOf(fault) + 1,
    );
    return fault === undefined ? found : `${found} by ${fault.check}`;
  }

  async function loaded(): Promise<DeskCard> {
    const card = deskCard();
    await desk.insert(card);
    await desk.call("area.set", r1);
    await desk.call("cardApps.load", { ...r1, applicationId: await desk.applies(card, "library", "load") });
    return card;
  }

  it("finds nothing where there is nothing, set or not set", async () => {
    await desk.insert(deskCard());
    expect(await verdict()).to.equal("ok");
    await loaded();
    expect(await verdict()).to.equal("ok");
  });

  it("tells service, reader, empty reader and silent card apart", async () => {
    expect(await verdict("r9")).to.equal("reader by reader");
    expect(await verdict()).to.equal("no-card by card-present");
    const silent = new FaultyCard(deskCard());
    silent.setMute(true);
    await desk.insert(silent);
    expect(await verdict()).to.equal("card-mute by card-answers");
    desk.readers.serviceDown();
    expect(await verdict()).to.equal("service by service");
  });

  it("tells an unknown card from one whose area is damaged", async () => {
    const card = deskCard();
    const unknown: VirtualCard = {
      atr: fromHex("3B6500002063CB6800"),
      powerOn: () => fromHex("3B6500002063CB6800"),
      powerOff: () => card.powerOff(),
      reset: () => fromHex("3B6500002063CB6800"),
      transmit: (command) => card.transmit(command),
    };
    await desk.insert(unknown);
    expect(await verdict()).to.equal("card-unknown by card-known");
    await desk.insert(answering(deskCard(), /^00A4040007F04D41444F0001/, "6A82"));
    expect(await verdict()).to.equal("card-unknown by card-known");
    await desk.insert(answering(deskCard(), /^80CADF71/, "DF710361019000"));
    expect(await verdict()).to.equal("area by area");
    await desk.insert(answering(deskCard(), /^80CADF70/, "6581"));
    expect(await verdict()).to.equal("area by area");
  });

  it("has a code of the card for an answer that is none (R-CARD-05, R-CARD-11)", async () => {
    for (const [command, answer] of [
      [/^80CADF70/, "90"],
      [/^00CA0045/, "6A"],
      [/^00A4040007F04D41444F0001/, "6A"],
    ] as const) {
      await desk.insert(answering(deskCard(), command, answer));
      const { code, details } = await refusal(desk.call("cardApps.list", r1));
      expect({ code, ...details }).to.include({ code: "card.not-authentic", reason: "apdu.response-too-short" });
    }
  });

  it("finds applications that are half-loaded, without keys, or registered and gone", async () => {
    const card = await loaded();
    const directory = (...lifeCycles: readonly number[]): string => {
      const { aid, loadFileAid } = LIBRARY.package;
      const entries = lifeCycles.map((lifeCycle) => ({
        aid,
        loadFileAid,
        lifeCycle,
        municipality: "13101",
        size: 100,
      }));
      return `${toHex(encodeDirectory(entries))}9000`;
    };
    for (const [lifeCycles, found] of [
      [[], /is registered for this card, but it is not on it/],
      [[LIFE_CYCLE.LOADED], /was loaded in part only/],
      [[LIFE_CYCLE.SELECTABLE], /is not personalised/],
    ] as const) {
      Reflect.deleteProperty(card, "transmit");
      await desk.insert(answering(card, /^80CADF71/, directory(...lifeCycles)));
      expect(await verdict()).to.equal("application by applications");
      const { steps } = await desk.call("card.diagnose", r1);
      expect(steps.at(-1)?.finding?.en).to.match(found);
    }
  });

  it("shows in readers.list what is in each reader, and pushes every change", async () => {
    const stateNow = async () => (await desk.call("readers.list", {})).readers[0];
    expect(await stateNow()).to.include({ state: "empty" });
    const card = deskCard();
    await desk.insert(card);
    expect(await stateNow()).to.include({ state: "ready", cardId: card.cardId, kind: "myna", dialect: "gp-scp03" });
    expect(desk.announced.at(-1)).to.deep.equal({
      method: "readers.changed",
      params: await desk.call("readers.list", {}),
    });
    await desk.insert(answering(deskCard(), /^00A4040007F04D41444F0001/, "6A82"));
    expect(await stateNow())
      .to.include({ state: "unknown" })
      .and.not.have.property("cardId");
    desk.readers.remove("r1");
    expect(await stateNow()).to.include({ state: "empty" });
    expect(desk.failed).to.deep.equal([]);
  });
});
