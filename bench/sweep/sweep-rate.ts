import { VirtualClock } from "#card/ports/clock.js";
import { KeyStore } from "#simulator/people/index.js";
import { findProfile, profileNames } from "#simulator/profiles/index.js";
import { holderOf, sweep } from "#simulator/sweep/index.js";
import { type Benchmark, benchRow, median } from "../bench-row.js";

const TARGET = 5_000;
const ROUNDS = 3;

/** Cases of the tear sweep a second, over every operation of every profile, in one process; the time to issue the cards is left out. */
export const sweepRate: Benchmark = {
  id: "sweep.rate",
  title: "tear sweep: every operation of every profile at every octet",
  async run(tell) {
    const profiles = profileNames().map(findProfile);
    const rates: number[] = [];
    for (let turn = 0; turn < ROUNDS; turn++) {
      const seed = `bench ${turn}`;
      let start = performance.now();
      const { cases, between, triesGained } = await sweep({
        profiles,
        seed,
        personFor: holderOf(seed, { keys: new KeyStore(), clock: new VirtualClock() }),
        onPlanned: () => {
          start = performance.now();
        },
      });
      rates.push((1000 * cases) / (performance.now() - start));
      tell(`sweep.rate: ${cases} cases, between ${between}, tries gained ${triesGained}`);
    }
    const value = median(rates);
    return benchRow({
      id: "sweep.rate",
      value,
      unit: "cases/s",
      peer: "",
      peerValue: null,
      target: `>= ${TARGET} cases/s`,
      pass: value >= TARGET,
    });
  },
};
