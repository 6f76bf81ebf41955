import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { VirtualClock } from "#card/ports/clock.js";
import { FaultyCard } from "../faults/faulty-card.js";
import type { VirtualCard } from "../kernel/virtual-card.js";
import { PowerLoss } from "../nvm/power-loss.js";
import { MemoryReaders } from "./memory-readers.js";

const ATR = Uint8Array.of(0x3b, 0x80, 0x80, 0x01, 0x01);
const OK = Uint8Array.of(0x90, 0x00);
const COMMAND = Uint8Array.of(0, 0xa4, 0, 0);

class PlainCard implements VirtualCard {
  readonly atr = ATR;
  readonly log: string[] = [];
  powerOn(): Uint8Array {
    this.log.push("on");
    return ATR;
  }
  powerOff(): void {
    this.log.push("off");
  }
  reset(): Uint8Array {
    this.log.push("reset");
    return ATR;
  }
  transmit(): Uint8Array {
    this.log.push("apdu");
    return OK;
  }
}

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "no error",
    (error: unknown) => (isMadoguchiError(error) ? error.code : String(error)),
  );

describe("MemoryReaders", () => {
  const started = async (options = {}) => {
    const readers = new MemoryReaders({ readers: [{ id: "a", name: "Counter" }], ...options });
    await readers.start();
    return readers;
  };

  it("powers a card when it is put in, resets it after use, and takes its power when it is pulled", async () => {
    const readers = await started();
    const card = new PlainCard();
    readers.insert("a", card);
    await readers.withCard("a", {}, (held) => held.transmit(COMMAND));
    readers.remove("a");
    expect(card.log).to.deep.equal(["on", "apdu", "reset", "off"]);
  });

  it("does not reset a card that was pulled and put back while it was held", async () => {
    const readers = await started();
    const card = new PlainCard();
    readers.insert("a", card);
    await readers.withCard("a", {}, async () => {
      readers.remove("a");
      readers.insert("a", card);
    });
    expect(card.log).to.deep.equal(["on", "off", "on"]);
  });

  it("shows a card without an ATR as mute and refuses to work with it", async () => {
    const readers = await started();
    const card = new FaultyCard(new PlainCard());
    card.setMute(true);
    readers.insert("a", card);
    expect(readers.readers()).to.deep.equal([{ id: "a", name: "Counter", card: "mute", insertion: 1 }]);
    expect(await codeOf(readers.withCard("a", {}, async () => {}))).to.equal("reader.mute-card");
  });

  it("reports the card before the reader when a reader is unplugged, and fails all calls for it", async () => {
    const readers = await started();
    readers.insert("a", new PlainCard());
    const events: string[] = [];
    readers.subscribe((event) => events.push(event.type));
    const codes = await readers.withCard("a", {}, async (card) => {
      const waiting = codeOf(readers.withCard("a", {}, async () => {}));
      readers.detach("a");
      // The waiting call must not wait for us: its reader is gone.
      return [await codeOf(card.transmit(COMMAND)), await waiting];
    });
    expect(codes).to.deep.equal(["reader.card-removed", "reader.unknown"]);
    expect(events).to.deep.equal(["card-removed", "reader-detached"]);
    expect(await codeOf(readers.withCard("a", {}, async () => {}))).to.equal("reader.unknown");
  });

  it("takes a card that lost its power in the middle of a command for one that was pulled", async () => {
    const readers = await started();
    const card = new PlainCard();
    card.transmit = () => {
      throw new PowerLoss();
    };
    readers.insert("a", card);
    const code = await codeOf(readers.withCard("a", {}, (held) => held.transmit(COMMAND)));
    expect(code).to.equal("reader.card-removed");
    expect(readers.readers()).to.deep.equal([{ id: "a", name: "Counter", card: "empty", insertion: 1 }]);
  });

  it("does not hide a defect of the card behind a code of the reader", async () => {
    const readers = await started();
    const card = new PlainCard();
    card.transmit = () => {
      throw new RangeError("a defect");
    };
    readers.insert("a", card);
    const code = await codeOf(readers.withCard("a", {}, (held) => held.transmit(COMMAND)));
    expect(code).to.equal("RangeError: a defect");
    expect(readers.readers()[0]).to.include({ card: "present" });
  });

  it("measures the deadline with the clock that it was given", async () => {
    const clock = new VirtualClock();
    const readers = await started({ clock, deadlineMs: 5_000 });
    const card = new FaultyCard(new PlainCard());
    card.arm({ kind: "silence" });
    readers.insert("a", card);
    const outcome = codeOf(
      readers.withCard("a", {}, (held) => {
        const answer = held.transmit(COMMAND);
        clock.advance(5_000);
        return answer;
      }),
    );
    expect(await outcome).to.equal("reader.deadline");
    expect(readers.readers()[0]).to.include({ card: "mute", insertion: 2 });
  });

  it("lets the time pass that a card says it took, and no more than the deadline when it took too long", async () => {
    const clock = new VirtualClock(0);
    const readers = await started({ clock, deadlineMs: 5_000, pass: (ms: number) => clock.advance(ms) });
    const card = new FaultyCard(new PlainCard());
    readers.insert("a", card);
    card.arm({ kind: "delay", ms: 3_000 });
    card.arm({ kind: "delay", ms: 5_001, nth: 2 });
    const ask = () => codeOf(readers.withCard("a", {}, (held) => held.transmit(COMMAND)));
    expect([await ask(), clock.now()]).to.deep.equal(["no error", 3_000]);
    expect([await ask(), clock.now()]).to.deep.equal(["reader.deadline", 8_000]);
  });

  it("counts for the whole hold what the card takes, and nothing that its user does between two commands", async () => {
    const clock = new VirtualClock(0);
    const readers = await started({ clock, pass: (ms: number) => clock.advance(ms) });
    const card = new FaultyCard(new PlainCard());
    readers.insert("a", card);
    card.arm({ kind: "delay", ms: 4_000, times: "always" });
    const answers: string[] = [];
    await readers.withCard("a", { budgetMs: 10_000 }, async (held) => {
      for (let n = 0; n < 4; n++) {
        answers.push(await codeOf(held.transmit(COMMAND)));
        clock.advance(60_000);
      }
    });
    expect(answers).to.deep.equal(["no error", "no error", "no error", "reader.too-slow"]);
    expect(await codeOf(readers.withCard("a", { budgetMs: 10_000 }, (held) => held.transmit(COMMAND)))).to.equal(
      "no error",
    );
  });

  it("frees the reader at once when a silent card is pulled", async () => {
    const readers = await started({ clock: new VirtualClock() });
    const card = new FaultyCard(new PlainCard());
    card.arm({ kind: "silence" });
    readers.insert("a", card);
    const outcome = codeOf(readers.withCard("a", {}, (held) => held.transmit(COMMAND)));
    await Promise.resolve();
    readers.remove("a");
    expect(await outcome).to.equal("reader.card-removed");
    readers.insert("a", new PlainCard());
    expect(toHex(await readers.withCard("a", {}, (held) => held.transmit(COMMAND)))).to.equal("9000");
  });

  it("tells every listener although one of them throws, and hides its error from none", async () => {
    const readers = await started();
    const seen: string[] = [];
    readers.subscribe(() => {
      throw new RangeError("a listener's own");
    });
    readers.subscribe((event) => seen.push(event.type));
    expect(() => readers.insert("a", new PlainCard())).to.throw(RangeError, "a listener's own");
    expect(seen).to.deep.equal(["card-inserted"]);
  });
});
