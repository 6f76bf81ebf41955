import { expect } from "chai";
import { type ReaderBackend, readerErrors } from "#card/reader/reader-port.js";
import { ReaderWatch } from "#daemon/cards/reader-watch.js";
import { operatorOf } from "./desk.fixture.js";
import { deskCard } from "./desk-card.fixture.js";
import { openDesk } from "./open-desk.fixture.js";

describe("A card that another program holds when it is put in", () => {
  /** A watch over readers of which another program holds every card that comes. */
  async function heldElsewhere() {
    const { desk, close } = await openDesk();
    const { readers } = desk;
    const other = { holds: true, asked: 0 };
    const withCard: ReaderBackend["withCard"] = async (readerId, options, use) => {
      other.asked++;
      if (other.holds) throw readerErrors.error("sharing-violation", { reader: readerId });
      return readers.withCard(readerId, options, use);
    };
    const shared: ReaderBackend = {
      kind: readers.kind,
      service: readers.service,
      start: () => readers.start(),
      stop: () => readers.stop(),
      readers: () => readers.readers(),
      subscribe: (listener) => readers.subscribe(listener),
      withCard,
    };
    const watch = new ReaderWatch({ ...desk.ports, readers: shared }, async () => {});
    watch.start();
    const card = deskCard();
    await desk.insert(card);
    const turn = () => new Promise(setImmediate);
    const state = () => watch.view(operatorOf("13101")).readers[0]?.state;
    for (let turns = 0; turns < 50; turns++) await turn();
    return { desk, card, other, watch, state, turn, close };
  }

  it("is known as soon as that program lets it go, without being taken out, and fills no log meanwhile", async () => {
    const { desk, other, watch, state, turn, close } = await heldElsewhere();
    const noted = desk.failed.length;
    for (let second = 0; second < 3; second++) {
      desk.clock.advance(1_000);
      for (let turns = 0; turns < 50; turns++) await turn();
    }
    expect(state()).to.equal("unknown");
    expect(other.asked).to.equal(4);
    expect(desk.failed).to.have.length(noted);
    other.holds = false;
    desk.clock.advance(1_000);
    await watch.settled();
    expect(state()).to.equal("ready");
    await watch.stop();
    await close();
  });

  it("holds up no end of the daemon", async () => {
    const { watch, state, close } = await heldElsewhere();
    await watch.stop();
    expect(state()).to.equal("unknown");
    await close();
  });
});
