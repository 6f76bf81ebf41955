import { expect } from "chai";
import { traceEntry } from "../trace/index.js";
import type { CardDesk } from "./card-desk.js";
import { openDesk, SELECT_JPKI, SELECT_PIN, send, WRONG_PIN } from "./desk.fixture.js";

const SELECT_TEXT = "00A4040C0AD3921000310001010408";
const READ_NUMBER = "00B0810000";

describe("The trace of a desk", function () {
  this.timeout(20_000);
  let desk: CardDesk;
  beforeEach(async () => {
    desk = openDesk({ tracing: true });
    await desk.create({ name: "h" });
  });
  afterEach(() => desk.close());

  const types = () => desk.trace.read().entries.map(({ type }) => type);

  it("holds a session from insertion to removal, with ATR, names, time and reader", async () => {
    await desk.insert({ card: "h", reader: "a" });
    await send(desk, "a", SELECT_JPKI);
    await desk.remove("h");
    expect(types()).to.deep.equal(["inserted", "power-on", "exchange", "reset", "power-off", "removed"]);
    const { entries } = desk.trace.read();
    for (const entry of entries) traceEntry.parse(entry);
    expect(entries[2]).to.deep.include({
      seq: 3,
      at: "2026-04-01T00:00:00.000000Z",
      card: "h",
      reader: "a",
      command: SELECT_JPKI,
      response: "9000",
      name: "SELECT",
      durationMs: 0,
    });
    expect(entries[1]).to.have.property("atr", desk.cards()[0]!.atr);
  });

  it("never holds a PIN, nor what the card says of its holder", async () => {
    await desk.insert({ card: "h", reader: "a" });
    await send(desk, "a", SELECT_JPKI, SELECT_PIN, WRONG_PIN, SELECT_TEXT, "0020008104", READ_NUMBER);
    await send(desk, "a", SELECT_TEXT, "00A4020C020011", "002000800431323334", READ_NUMBER);
    const text = JSON.stringify(desk.trace.read());
    expect(text)
      .to.include("00200080[secret]")
      .and.to.match(/\[17 octets, personal\]9000/);
    expect(text).to.not.include("39393939").and.not.include("31323334").and.not.include("FF100C");
  });

  it("takes every file for the holder's when it is switched on in the middle of a session", async () => {
    desk.setTracing({ on: false });
    await desk.insert({ card: "h", reader: "a" });
    await desk.memoryReaders.withCard("a", {}, async (card) => {
      const say = (hex: string) => card.transmit(Buffer.from(hex, "hex"));
      for (const hex of [SELECT_TEXT, "00A4020C020011", "002000800431323334"]) await say(hex);
      desk.setTracing({ card: "h", on: true });
      expect((await say(READ_NUMBER)).length).to.equal(19);
    });
    expect(desk.trace.read().entries[0]).to.include({ response: "[17 octets, personal]9000" });
  });

  it("keeps the holder's data out when a fault hides what was selected", async () => {
    await desk.insert({ card: "h", reader: "a" });
    desk.arm("h", { kind: "wrong-sw", sw: "6A82", when: "after" });
    const answers = await send(desk, "a", SELECT_TEXT, "00A4020C020011", "002000800431323334", READ_NUMBER);
    expect([answers[0], answers[3]!.length]).to.deep.equal(["6A82", 38]);
    expect(JSON.stringify(desk.trace.read())).to.not.include("FF100C");
  });

  it("says that a fault struck, and that the card left by it", async () => {
    await desk.insert({ card: "h", reader: "a" });
    desk.arm("h", { kind: "pull", when: "after" });
    await send(desk, "a", SELECT_JPKI).catch(() => {});
    expect(desk.trace.read().entries.slice(2)).to.containSubset([
      { type: "exchange", response: "", fault: true },
      { type: "removed", reason: "pulled", reader: "a" },
    ]);
  });

  it("is empty, and stays so, where nobody asked for it", async () => {
    const quiet = openDesk();
    await quiet.create({ name: "q" });
    await quiet.insert({ card: "q", reader: "a" });
    await send(quiet, "a", SELECT_JPKI);
    expect(quiet.trace.size).to.equal(0);
  });
});
