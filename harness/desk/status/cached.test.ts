import { expect } from "chai";
import { pinChannels } from "#daemon/pin/effective-limit.js";
import { CardStatusService } from "#daemon/status/card-status.js";
import { statusErrors } from "#daemon/status/status-errors.js";
import type { StatusUse } from "#daemon/status/status-port.js";
import type { Desk } from "../desk.fixture.js";
import type { DeskCard } from "../desk-card.fixture.js";
import { openWindow, PIN, type Window } from "../pin/window.fixture.js";
import { EVERYWHERE } from "./everywhere.fixture.js";

const r1 = { readerId: "r1" };
const DAY = 24 * 60 * 60_000;

describe("A known status at the channels, while the CS cannot be asked (A-04, R-STATE-06)", function () {
  this.timeout(60_000);
  let desk: Desk;
  let card: DeskCard;
  let window: Window;
  let close: () => Promise<void>;
  beforeEach(async () => {
    ({ desk, card, window, close } = await openWindow([EVERYWHERE]));
  });
  afterEach(() => close());

  /** The CS is gone; what it said last is of this moment, and stands in for a day where that is switched on. */
  async function withoutCs(on: readonly StatusUse[]): Promise<void> {
    const down = { ask: () => Promise.reject(statusErrors.error("link-down")) };
    const ages = Object.fromEntries(on.map((use) => [use, DAY]));
    const service = new CardStatusService(desk.ports, desk.book, down, ages);
    desk.asks = (...of) => service.ask(...of);
    const asOf = desk.clock.now();
    await desk.book.take([{ cardId: card.cardId, state: "active", sequence: 1, asOf }], "medium");
  }
  const enter = (channel: (typeof pinChannels)[number]) => window.enter(EVERYWHERE, channel, PIN, 3);

  for (const on of [...pinChannels, "load"] as const) {
    it(`stands in for ${on} alone where that alone is switched on, until it is a day old`, async () => {
      await withoutCs([on]);
      desk.clock.advance(DAY - 1);
      const sent = window.verified;
      for (const channel of pinChannels) {
        expect(await enter(channel), channel).to.equal(channel === on ? "ok" : "gate.card-state-unknown");
      }
      expect(window.verified - sent).to.equal(on === "load" ? 0 : 1);
      const applicationId = await desk.applies(card, EVERYWHERE.id, "load");
      const load = () => desk.call("cardApps.load", { ...r1, applicationId }).catch(({ code }) => code as string);
      expect(await load()).to.equal(on === "load" ? "card.application-present" : "gate.card-state-unknown");
      desk.clock.advance(1);
      for (const channel of pinChannels) expect(await enter(channel), channel).to.equal("gate.card-state-unknown");
      expect(await load()).to.equal("gate.card-state-unknown");
    });
  }

  it("is told to the business system with the day that it is of, since the moment would be the same for every system (R-PRIV-10); an answer of the CS needs no such word", async () => {
    expect(await window.opened(EVERYWHERE, "13101")).to.not.have.property("cardStatusFrom");
    await withoutCs([EVERYWHERE.system.channels![0]!]);
    const day = new Date(desk.clock.now() + 9 * 3_600_000).toISOString().slice(0, 10);
    desk.clock.advance(60_000);
    expect(await window.opened(EVERYWHERE, "13101")).to.have.property("cardStatusFrom", day);
  });

  it("lifts no stop and finishes nothing that was torn: those take the CS's own answer (A-46)", async () => {
    await withoutCs([...pinChannels, "load"]);
    const stop = { residentId: "R1", reason: "lost", reportedBy: "holder" } as const;
    await desk.call("stops.set", stop);
    const lift = { residentId: "R1", cardId: card.cardId, what: "card", identityChecked: true } as const;
    expect(await desk.call("stops.lift", lift).catch(({ code }) => code as string)).to.equal("gate.card-state-unknown");
  });
});
