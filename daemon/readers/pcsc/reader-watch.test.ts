import { expect } from "chai";
import { type CardChange, ReaderWatch } from "./reader-watch.js";

const ATR = Buffer.of(0x3b, 0x80, 0x80, 0x01, 0x01);
const CHANGED = 0x2;
const EMPTY = 0x10 | CHANGED;
const PRESENT = 0x20 | CHANGED;
const IN_USE = 0x100;
const EXCLUSIVE = 0x80;
const MUTE = 0x200;
const count = (events: number): number => events * 0x1_0000;

const inserted = (times: number): CardChange => ({ change: "inserted", count: times, atr: ATR });
const mute: CardChange = { change: "inserted", count: 1, atr: undefined };
const removed: CardChange = { change: "removed" };

describe("ReaderWatch", () => {
  it("sees nothing new in an empty reader, and a card that is there from the start", () => {
    expect(new ReaderWatch().next(EMPTY, undefined)).to.deep.equal([]);
    expect(new ReaderWatch().next(PRESENT + count(1), ATR)).to.deep.equal([inserted(1)]);
  });

  it("takes a card that comes into use, or out of it, for the same card", () => {
    const watch = new ReaderWatch();
    watch.next(PRESENT + count(1), ATR);
    expect(watch.next(PRESENT + IN_USE + EXCLUSIVE + count(1), ATR)).to.deep.equal([]);
    expect(watch.next(PRESENT + count(1), ATR)).to.deep.equal([]);
  });

  it("sees a card that was exchanged between two reports by the count of events", () => {
    const watch = new ReaderWatch();
    watch.next(PRESENT + count(1), ATR);
    expect(watch.next(PRESENT + count(3), ATR)).to.deep.equal([removed, inserted(3)]);
  });

  it("tells a removal once", () => {
    const watch = new ReaderWatch();
    watch.next(PRESENT + count(1), ATR);
    expect(watch.next(EMPTY + count(2), undefined)).to.deep.equal([removed]);
    expect(watch.next(EMPTY + count(4), undefined)).to.deep.equal([]);
  });

  it("calls a card mute that has no ATR, and one that falls mute a new insertion", () => {
    expect(new ReaderWatch().next(PRESENT + count(1), Buffer.alloc(0))).to.deep.equal([mute]);
    const watch = new ReaderWatch();
    watch.next(PRESENT + count(1), ATR);
    expect(watch.next(PRESENT + MUTE + count(1), ATR)).to.deep.equal([removed, mute]);
  });

  it("passes over the states of a reader that is going away", () => {
    const watch = new ReaderWatch();
    watch.next(PRESENT + count(1), ATR);
    expect(watch.next(0x4 + CHANGED, undefined)).to.deep.equal([]);
    expect(watch.next(0x8 + CHANGED, undefined)).to.deep.equal([]);
  });
});
