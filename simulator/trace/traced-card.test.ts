import { expect } from "chai";
import { fromHex } from "#card/bytes/bytes.js";
import { VirtualClock } from "#card/ports/clock.js";
import { CardPulled, FaultyCard } from "../faults/index.js";
import type { TraceDraft } from "./entry.js";
import { isoMicros, microsOf } from "./entry.js";
import { TracedCard } from "./traced-card.js";

const ATR = Uint8Array.of(0x3b, 0x00);

describe("A traced card", () => {
  let entries: TraceDraft[];
  let faulty: FaultyCard;
  let card: TracedCard;
  beforeEach(() => {
    entries = [];
    faulty = new FaultyCard({
      atr: ATR,
      powerOn: () => ATR,
      reset: () => ATR,
      powerOff: () => {},
      transmit: () => Uint8Array.of(0x90, 0x00),
    });
    card = new TracedCard(
      faulty,
      {
        card: () => "x",
        clock: new VirtualClock(),
        append: (entry) => entries.push(entry),
        strikes: () => faulty.strikes,
      },
      true,
    );
  });
  const send = () => card.transmit(fromHex("00840000"));

  it("tells the delay that a card gives itself as part of the time that its answer took", () => {
    faulty.arm({ kind: "delay", ms: 40 });
    send();
    expect(entries[0]).to.include({ durationMs: 40, fault: true });
    send();
    expect(entries[1]).to.include({ durationMs: 0 }).and.not.to.have.property("fault");
  });

  it("tells silence, a cut answer and a lost card apart", () => {
    faulty.arm({ kind: "silence" });
    faulty.arm({ kind: "truncate", length: 1, nth: 2 });
    faulty.arm({ kind: "pull", nth: 3 });
    send();
    send();
    expect(send).to.throw(CardPulled);
    expect(card.thrown).to.be.instanceOf(CardPulled);
    expect(entries).to.containSubset([
      { response: "", outcome: { en: "no answer (the card is silent)" } },
      { response: "90", outcome: { en: "the answer is cut off" } },
      { response: "", outcome: { en: "no answer (the card was gone)" } },
    ]);
    card.powerOn();
    expect(card.thrown).to.equal(undefined);
  });

  it("tells that the power went once, however often it is taken", () => {
    card.powerOff();
    card.powerOn();
    card.powerOff();
    card.powerOff();
    expect(entries.map(({ type }) => type)).to.deep.equal(["power-on", "power-off"]);
  });

  it("passes everything through when it is switched off, and tells nothing", () => {
    card.on = false;
    card.powerOn();
    expect(send()).to.deep.equal(Uint8Array.of(0x90, 0x00));
    card.powerOff();
    expect(entries).to.deep.equal([]);
  });
});

describe("The moments of a trace", () => {
  it("have microseconds, there and back", () => {
    expect(isoMicros(1_775_001_600_123.5)).to.equal("2026-04-01T00:00:00.123500Z");
    expect(microsOf("2026-04-01T00:00:00.123456Z")).to.equal(1_775_001_600_123_456n);
  });
});
