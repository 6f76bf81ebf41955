import { expect } from "chai";
import { fromHex } from "#card/bytes/bytes.js";
import { VirtualClock } from "#card/ports/clock.js";
import type { VirtualCard } from "../kernel/virtual-card.js";
import { MemoryReaders } from "../memory/index.js";
import { FlatNvm } from "../nvm/index.js";
import { TimedCard } from "./timed-card.js";
import { ASSUMED_TIMING, type Timing, timingFacts } from "./timing.js";

const TIMING: Timing = {
  assumed: true,
  command: 1_000,
  contactRate: 120,
  contactlessRate: 106,
  writtenOctet: 50,
  rsa: 300_000,
  cipherBlock: 200,
};

/** A card that answers 9000, and writes at INS D6. */
function plainCard(): VirtualCard & { readonly nvm: FlatNvm } {
  const nvm = FlatNvm.format({ capacity: 1024, journal: 256 });
  const atr = fromHex("3B00");
  return {
    nvm,
    atr,
    powerOn: () => atr,
    powerOff: () => {},
    reset: () => atr,
    transmit: (command) => {
      if (command[1] === 0xd6) nvm.transaction((write) => write.put(1, 1, new Uint8Array(10)));
      return fromHex("9000");
    },
  };
}

describe("a card that takes its time", () => {
  const took = (hex: string, contactless = false): number => {
    const card = new TimedCard(plainCard(), TIMING, contactless);
    card.transmit(fromHex(hex));
    return card.tookMs;
  };

  it("takes it for the command and for each octet on its interface", () => {
    // Eight octets and the status word: ten octets of 12 bits at 120 kbit/s are one millisecond.
    expect(took("00B0000003AABBCC")).to.equal(2);
    expect(took("00B0000003AABBCC", true)).to.be.closeTo(1 + 100 / 106, 1e-9);
  });

  it("takes it for RSA that was done, for secured octets by the block, and for octets written", () => {
    expect(took("802A000003AABBCC")).to.equal(302);
    expect(took("84B0000003AABBCC")).to.equal(2.2);
    const card = plainCard();
    const timed = new TimedCard(card, TIMING);
    const { written } = card.nvm.device;
    timed.transmit(fromHex("00D6000003AABBCC"));
    expect(timed.tookMs).to.be.closeTo(2 + (card.nvm.device.written - written) * 0.05, 1e-9);
    expect(card.nvm.device.written).to.be.above(written);
  });

  it("moves a virtual clock by exactly what it took", async () => {
    const clock = new VirtualClock(0);
    const readers = new MemoryReaders({ readers: [{ id: "a" }], clock, pass: (ms) => clock.advance(ms) });
    await readers.start();
    readers.insert("a", new TimedCard(plainCard(), TIMING));
    await readers.withCard("a", {}, async (held) => {
      for (let n = 0; n < 5; n++) await held.transmit(fromHex("00B0000003AABBCC"));
    });
    expect(clock.now()).to.equal(10);
  });

  it("has figures that are marked as assumed, and refuses others", () => {
    expect(timingFacts.parse(ASSUMED_TIMING)).to.deep.equal(ASSUMED_TIMING);
    expect(timingFacts.safeParse({ ...TIMING, assumed: false }).success).to.equal(false);
    expect(timingFacts.safeParse({ ...TIMING, contactlessRate: 100 }).success).to.equal(false);
  });
});
