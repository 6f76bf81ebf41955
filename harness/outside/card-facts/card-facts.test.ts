import { expect } from "chai";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { createCard, type SimulatedCard } from "#simulator/card/index.js";
import { issuePerson, KeyStore } from "#simulator/people/index.js";
import { findProfile } from "#simulator/profiles/index.js";
import { CARD_CLAIMS } from "./card.fixture.js";
import type { Claim } from "./claim.fixture.js";
import { JPKI_CLAIMS } from "./jpki.fixture.js";
import { MUNICIPAL_CLAIMS } from "./municipal.fixture.js";
import { SURFACE_CLAIMS } from "./surface.fixture.js";

/** One part of a line: blanks away, texts and repetitions written out. */
function octets(text: string): string {
  return text
    .replace(/'([^']*)'/g, (_, ascii: string) => toHex(new TextEncoder().encode(ascii)))
    .replace(/([0-9A-F]{2})\*(\d+)/g, (_, octet: string, count: string) => octet.repeat(Number(count)))
    .replaceAll(" ", "");
}

/** The pattern that one answer must match as a whole. */
function pattern(text: string): RegExp {
  const any = (part: string) => part.replace(/\[(\d+)\]/g, (_, count: string) => `[0-9A-F]{${2 * Number(count)}}`);
  return new RegExp(`^(?:${text.split("~").map(octets).map(any).join("|")})$`);
}

/** A card issued at one fixed time, so that its dates are the ones written here. */
async function newCard(resident: string): Promise<SimulatedCard> {
  const random = seededRandom(`card-facts ${resident}`);
  const person = await issuePerson(resident, { keys: new KeyStore(), clock: new VirtualClock(), random });
  return createCard({ profile: findProfile("aoba"), person, random });
}

/** Sends what a claim says; gives the number of exchanges, all of them answered as written. */
async function hold({ lines, resident }: Claim): Promise<number> {
  const card = await newCard(resident ?? "taro");
  card.powerOn();
  let exchanges = 0;
  for (const written of lines.split("\n")) {
    const line = written.replace(/#.*/, "").trim();
    if (line === "") continue;
    if (line === "reset") card.reset();
    else if (line === "power") {
      card.powerOff();
      card.powerOn();
    } else {
      const [command, answer, ...more] = line.split(">");
      if (answer === undefined || more.length > 0) throw new Error(`not an exchange: ${line}`);
      const response = toHex(card.transmit(fromHex(octets(command!))));
      expect(pattern(answer.trim()).test(response), `${line}\nanswered ${response}`).to.equal(true);
      exchanges++;
    }
  }
  return exchanges;
}

describe("the virtual card holds to what is public of the real one", function () {
  this.timeout(60_000); // the first card of a resident makes keys

  for (const claim of [...CARD_CLAIMS, ...JPKI_CLAIMS, ...SURFACE_CLAIMS, ...MUNICIPAL_CLAIMS]) {
    it(`card-facts ${claim.section}: ${claim.claim}`, async () => {
      expect(await hold(claim)).to.be.at.least(7);
    });
  }

  it("notices an answer that is not the one written", async () => {
    const wrong = { section: "", claim: "", lines: "00A40000 > 9000" };
    const error: unknown = await hold(wrong).catch((reason: unknown) => reason);
    expect(String(error)).to.contain("answered 6A86");
  });
});
