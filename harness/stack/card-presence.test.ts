import { expect } from "chai";
import { CardPresence } from "./card-presence.js";

const FIRST = "Virtual PCD 00 00";
const SECOND = "Virtual PCD 00 01";
const ATR = "00001921 Card ATR: 3B E0 00 FF 81 31 FE 45 14 ";
const inserted = (reader: string) => `00400123 eventhandler.c:331:EHStatusHandlerThread() Card inserted into ${reader}`;
const removed = (reader: string) => `00400123 eventhandler.c:299:EHStatusHandlerThread() Card Removed From ${reader}`;

describe("what pcscd's log tells of cards", () => {
  let presence: CardPresence;
  const hear = (...lines: readonly string[]) => {
    for (const line of lines) presence.hear(line);
  };
  const both = () => [presence.has(FIRST), presence.has(SECOND)];

  beforeEach(() => {
    presence = new CardPresence();
  });

  it("names the reader of a card that comes or goes", () => {
    hear(inserted(FIRST), ATR);
    expect(both()).to.deep.equal([true, false]);
    hear(inserted(SECOND), removed(FIRST), ATR);
    expect(both()).to.deep.equal([false, true]);
  });

  it("does not name the reader of a card that was there first: it is in the one that is waited for", async () => {
    const present = presence.when(FIRST, "present");
    hear(ATR);
    await presence.when(SECOND, "absent");
    await present;
    expect(both()).to.deep.equal([true, false]);
    hear(removed(FIRST));
    expect(both()).to.deep.equal([false, false]);
  });

  it("gives a nameless card to the other reader when the log then names this one", async () => {
    hear(ATR);
    await presence.when(SECOND, "present");
    hear(inserted(SECOND), ATR);
    await presence.when(FIRST, "present");
    expect(both()).to.deep.equal([true, true]);
  });

  it("forgets all cards when pcscd starts anew, and waits for none that has gone", async () => {
    hear(inserted(FIRST), ATR, ATR);
    presence.clear();
    expect(both()).to.deep.equal([false, false]);
    await presence.when(FIRST, "absent");
  });
});
