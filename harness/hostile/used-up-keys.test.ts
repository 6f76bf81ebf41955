import { expect } from "chai";
import { fromHex } from "#card/bytes/bytes.js";
import type { Answering } from "#simulator/hostile/index.js";
import { TestPki } from "../municipality/test-pki.js";
import { HostileCounter } from "./hostile-counter.fixture.js";

const INITIALIZE_UPDATE = 0x50;
/** A vendor's own word for a counter at its end: the standard names none. */
const VENDORS_WORD = "6985";

/** A domain whose sequence counter stands at FFFF: it says so, and begins no channel any more. */
const counterAtEnd: Answering = (command, ask) => {
  if (command[1] === INITIALIZE_UPDATE) return fromHex(VENDORS_WORD);
  if (command[1] === 0xca && command[2] === 0x00 && command[3] === 0xc1) return fromHex("C102FFFF9000");
  return ask(command);
};

describe("a card whose keys have opened as many channels as they may", function () {
  this.timeout(60_000);
  let pki: TestPki;
  let counter: HostileCounter;

  before(async () => {
    pki = await TestPki.create();
    counter = await new HostileCounter(pki, "kikyo").open();
  });
  after(async () => {
    await counter.close();
    await pki.close();
  });

  it("is refused with a code of its own, with cause and remedy in both languages and no word of its vendor (R-CARD-05)", async () => {
    await counter.putInFront(counterAtEnd);
    for (const operation of ["cardApps.load", "cardApps.delete", "cardApps.setPin"] as const) {
      const { code, said, daring } = await counter.attempt(operation);
      expect([operation, code, daring]).to.deep.equal([operation, "card.keys-used-up", []]);
      const words = JSON.stringify(said);
      expect(words).to.include("reissued").and.include("再発行");
      expect(words).to.not.include(VENDORS_WORD);
    }
    expect((await counter.attempt("cardApps.list")).code, "reading needs no key").to.equal("ok");
  });
});
