import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { dialectTable } from "#card/region/dialects/table.js";
import type { CardAppPackage } from "#card/region/package.js";
import { standardPackage } from "#harness/profiles/standard-package.js";
import { type SetCard, setTrialCard, trialHolder } from "#harness/profiles/try-profile.js";
import type { CardPersonalisation } from "#simulator/people/index.js";
import { type CardProfile, findProfile } from "#simulator/profiles/index.js";
import { type Benchmark, benchRow, round } from "../bench-row.js";

/** The vendor with the least memory: what a card takes beside its memory shows most. */
const PROFILE = "yamabuki";
const COUNTS = [500, 1000, 2000] as const;
const TARGET_KIB = 64;
/** Time and memory a card may grow by so much from the fewest cards to the most. */
const LINEAR = 1.25;

interface Crowd {
  readonly cards: number;
  /** Cards a second from issuance to a loaded, personalised application. */
  readonly rate: number;
  /** KiB a card beside the image of its non-volatile memory. */
  readonly overhead: number;
  readonly image: number;
}

/** What all cards have in common: never written, and therefore there once. */
interface Shared {
  readonly profile: CardProfile;
  readonly person: CardPersonalisation;
  readonly pkg: CardAppPackage;
}

/** Octets that JavaScript and what it holds outside its heap take, garbage not counted. */
async function octetsHeld(collect: () => void): Promise<number> {
  // What one collection finds unused outside the heap is given back by the next.
  for (let round = 0; round < 3; round++) {
    collect();
    await nextTurn();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Makes a card, sets its area, loads and personalises an application. */
async function wholeCard({ profile, person, pkg }: Shared): Promise<SetCard> {
  const one = await setTrialCard(profile, dialectTable, person);
  const { driver, link, keys } = one;
  const part = new Uint8Array(pkg.serviceKey.length).fill(1);
  await driver.load(link, keys, pkg);
  const serviceKeys = { version: pkg.serviceKey.version, enc: part, mac: part, dek: part };
  await driver.personalise(link, keys, pkg.aid, {
    serviceKeys,
    records: [{ file: 1, record: 1, data: Uint8Array.of(1) }],
  });
  return one;
}

async function crowd(cards: number, shared: Shared, collect: () => void): Promise<Crowd> {
  const before = await octetsHeld(collect);
  const start = performance.now();
  const all = await Promise.all(Array.from({ length: cards }, () => wholeCard(shared)));
  const rate = (1000 * cards) / (performance.now() - start);
  const image = all[0]!.card.nvm.device.image.length;
  const held = ((await octetsHeld(collect)) - before) / all.length;
  return { cards, rate, overhead: (held - image) / 1024, image };
}

/** Thousands of cards in one process, each issued, set, loaded and personalised, all at once and all kept. */
export const cardsMany: Benchmark = {
  id: "cards.many",
  title: "2,000 cards in one process, loaded concurrently: memory beside their non-volatile images",
  async run(tell) {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const shared = { profile: findProfile(PROFILE), person: await trialHolder(), pkg: standardPackage(1) };
    await crowd(50, shared, collect);
    const crowds: Crowd[] = [];
    for (const count of COUNTS) {
      const one = await crowd(count, shared, collect);
      tell(
        `cards.many: ${count}: ${round(one.rate)} cards/s, ${round(one.overhead)} KiB a card beside its ${one.image} octets`,
      );
      crowds.push(one);
    }
    const [least, most] = [crowds[0]!, crowds.at(-1)!];
    const linear = least.rate / most.rate <= LINEAR && most.overhead / least.overhead <= LINEAR;
    return benchRow({
      id: "cards.many",
      value: most.overhead,
      unit: "KiB",
      peer: `at ${least.cards} cards`,
      peerValue: least.overhead,
      target: `value <= ${TARGET_KIB}, time and memory a card grow <= ${LINEAR}`,
      pass: most.overhead <= TARGET_KIB && linear,
    });
  },
};
