import { expect } from "chai";
import fc from "fast-check";
import { fromHex } from "#card/bytes/bytes.js";
import { VirtualClock } from "#card/ports/clock.js";
import { KeyStore } from "../people/key-store.js";
import { findProfile, profileNames } from "../profiles/index.js";
import { mayChange } from "./allowances.js";
import { type FuzzBench, fuzz, fuzzBench, playSequence } from "./fuzz.js";
import type { FuzzCard } from "./fuzz-card.js";
import { FuzzRandom } from "./fuzz-random.js";
import { mutate } from "./mutations.js";
import { Finding, type FindingKind, Oracle } from "./oracle.js";
import type { Sequence } from "./sequence.js";
import { replay, shrink } from "./shrink.js";

const clock = new VirtualClock();
const keys = new KeyStore();
const READ = fromHex("00B0000001");

/** A fuzzed card whose applications have a defect: what INS B0 does to the card, or answers. */
function broken(bench: FuzzBench, act: (fuzzed: FuzzCard) => Uint8Array): FuzzCard {
  const { fuzzed } = bench;
  const card = Object.create(fuzzed.card) as FuzzCard["card"];
  Object.defineProperties(card, {
    nvm: { value: fuzzed.card.nvm },
    transmit: {
      value: (command: Uint8Array) => (command[1] === 0xb0 ? act(fuzzed) : fuzzed.card.transmit(command)),
    },
    ...Object.fromEntries(
      (["reset", "restore", "powerOn"] as const).map((name) => [name, { value: fuzzed.card[name].bind(fuzzed.card) }]),
    ),
  });
  return { ...fuzzed, card };
}

describe("the fuzzer", function () {
  this.timeout(120_000); // the first run makes 2048-bit keys
  let bench: FuzzBench;

  before(async () => {
    bench = await fuzzBench(findProfile("aoba"), keys);
  });

  for (const profile of profileNames()) {
    it(`finds nothing on ${profile} in a short run (R-CARD-11, R-PIN-09, R-SEC-02)`, async () => {
      const report = await fuzz({ profile: findProfile(profile), keys, clock, seed: "test", count: 3_000 });
      expect(report.found?.finding?.message).to.equal(undefined);
      expect(report.commands).to.be.at.least(3_000);
    });
  }

  it("fuzzes the card of a vendor file, whose ATR stands in no table", async () => {
    const aoba = findProfile("aoba");
    const profile = { ...aoba, name: "vendor", atr: { ...aoba.atr, contact: fromHex("3BD518FF8131FE454D41444F310F") } };
    const report = await fuzz({ profile, keys, clock, seed: "test", count: 500 });
    expect(report.found).to.equal(undefined);
  });

  it("sends the same commands for the same seed, whatever it sent before (fast-check)", async () => {
    const oracle = new Oracle(bench.fuzzed, clock, Number.POSITIVE_INFINITY);
    await fc.assert(
      fc.asyncProperty(fc.string(), async (seed) => {
        const once = await playSequence(bench, oracle, seed);
        await playSequence(bench, oracle, `${seed}/other`);
        const again = await playSequence(bench, oracle, seed);
        expect(again).to.deep.equal(once);
        expect(replay(bench.fuzzed, oracle, once)).to.equal(undefined);
      }),
      { numRuns: 15 },
    );
  });

  const defects: readonly (readonly [FindingKind, string, (fuzzed: FuzzCard) => Uint8Array])[] = [
    ["malformed-answer", "answers one octet", () => Uint8Array.of(0x90)],
    ["malformed-answer", "answers a status word that there is not", () => Uint8Array.of(0x12, 0x34)],
    ["malformed-answer", "answers more than an APDU can hold", () => new Uint8Array(65_539).fill(0x90)],
    [
      "exception",
      "throws",
      () => {
        throw new RangeError("a defect");
      },
    ],
    [
      "defect",
      "lets an exception out of an application",
      ({ defects: seen }) => {
        seen.push(new RangeError("a defect"));
        return fromHex("6F00");
      },
    ],
    [
      "state-change",
      "writes what nobody gave a right to",
      ({ card }) => {
        card.nvm.transaction((write) => write.patch(0x06, 0x1c, 2, Uint8Array.of(0x39)));
        return fromHex("9000");
      },
    ],
    [
      "state-change",
      "gives a try back",
      ({ card }) => {
        card.nvm.transaction((write) => write.patch(0x06, 0x1c, 0, Uint8Array.of(9)));
        return fromHex("9000");
      },
    ],
  ];
  for (const [kind, what, act] of defects) {
    it(`finds a card that ${what}, and shrinks the run to the one command that shows it`, async () => {
      const fuzzed = broken(bench, act);
      const oracle = new Oracle(fuzzed, clock, Number.POSITIVE_INFINITY);
      let sequence: Sequence | undefined;
      for (let n = 0; sequence?.finding === undefined; n++) {
        sequence = await playSequence({ ...bench, fuzzed }, oracle, `defect/${n}`);
      }
      expect(sequence.finding.kind).to.equal(kind);
      const { steps } = shrink(fuzzed, oracle, sequence);
      expect(steps.map(({ command }) => (command === "reset" ? command : command[1]))).to.deep.equal([0xb0]);
    });
  }

  it("finds a card that takes its time", () => {
    const slow = broken(bench, () => {
      clock.advance(501);
      return fromHex("9000");
    });
    const oracle = new Oracle(slow, clock, 500);
    expect(() => oracle.take({ command: READ, authority: "none" }))
      .to.throw(Finding)
      .with.property("kind", "slow");
  });

  it("lets counters fall by VERIFY and rise by authentication, and nothing else without authority", () => {
    const [verify, update] = [fromHex("002000980431323334"), fromHex("8050000008")];
    const secret = (before: string, after: string) => ({
      ...{ owner: 0x02, key: 0x18, before: fromHex(before), after: fromHex(after) },
    });
    expect(mayChange(secret("030431", "020431"), verify)).to.equal(true);
    expect(mayChange(secret("030431", "020431"), READ)).to.equal(false);
    expect(mayChange(secret("020431", "030431"), verify)).to.equal(false);
    expect(mayChange(secret("030431", "020432"), verify)).to.equal(false);
    const keySet = (counter: string, octet = "AA") => fromHex(`0110${counter}${octet.repeat(48)}`);
    const counted = (before: Uint8Array, after: Uint8Array) => ({ owner: 0x4001, key: 1, before, after });
    expect(mayChange(counted(keySet("0000FF"), keySet("000100")), update)).to.equal(true);
    expect(mayChange(counted(keySet("000100"), keySet("0000FF")), update)).to.equal(false);
    expect(mayChange(counted(keySet("000000"), keySet("000001", "BB")), update)).to.equal(false);
    expect(mayChange({ owner: 0x4100, key: 1, before: undefined, after: READ }, update)).to.equal(false);
  });

  it("spoils a command in every way without leaving what a link can carry", () => {
    const random = new FuzzRandom("mutations");
    const long = new Uint8Array(65_535);
    for (let n = 0; n < 2_000; n++) {
      expect(mutate(n % 50 === 0 ? long : READ, random, () => long).length).to.be.at.most(65_535);
    }
  });
});
