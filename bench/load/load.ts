import { seededRandom } from "#card/ports/random.js";
import { dialectTable } from "#card/region/dialects/table.js";
import type { CardAppPackage } from "#card/region/package.js";
import { standardPackage } from "#harness/profiles/standard-package.js";
import { setTrialCard, trialHolder } from "#harness/profiles/try-profile.js";
import { findProfile } from "#simulator/profiles/index.js";
import { type Benchmark, benchRow, median, round } from "../bench-row.js";
import { aesWork, doAes } from "./aes-work.js";

/** A vendor whose cards know neither R-MAC nor extended length: C-MAC and C-DECRYPTION in short commands. */
const PROFILE = "hagi";
const OCTETS = 4096;
const TARGET = 1.5;
const WARM_UP = 300;
const ROUNDS = 600;

/** An application whose load file has 4 KiB. No runtime of ours knows it: the card stores and registers it, as it does a Java Card CAP. */
function largeApplication(): CardAppPackage {
  return { ...standardPackage(1), loadFile: seededRandom("load.scp03").bytes(OCTETS) };
}

/** A whole load over SCP03, both sides in this process, beside the AES operations in it done with node:crypto alone. */
export const loadScp03: Benchmark = {
  id: "load.scp03",
  title: "load of a 4 KiB application over SCP03 in process, beside its AES operations alone",
  async run(tell) {
    const { card, driver, link, keys } = await setTrialCard(findProfile(PROFILE), dialectTable, await trialHolder());
    const application = largeApplication();
    const fresh = card.snapshot();
    const sent: Uint8Array[] = [];
    card.observer = (command) => {
      if ((command[0]! & 0x04) !== 0 && command[1] !== 0x82) sent.push(command.slice());
    };
    await driver.load(link, keys, application);
    card.observer = undefined;
    const work = aesWork(sent);
    const material = new Uint8Array(512);

    const ours: number[] = [];
    const bare: number[] = [];
    for (let turn = -WARM_UP; turn < ROUNDS; turn++) {
      card.restore(fresh);
      card.powerOn();
      const start = performance.now();
      await driver.load(link, keys, application);
      const middle = performance.now();
      doAes(work, material);
      const end = performance.now();
      if (turn < 0) continue;
      ours.push(1000 * (middle - start));
      bare.push(1000 * (end - middle));
    }
    const quick = (times: readonly number[]) => times.toSorted((a, b) => a - b)[times.length / 10]!;
    tell(`load.scp03: ${sent.length} protected commands, ${work.length} AES calls on both sides together`);
    tell(`load.scp03: a tenth of the turns was quicker than ${round(quick(ours))} against ${round(quick(bare))} µs`);
    const value = median(ours);
    const peerValue = median(bare);
    return benchRow({
      id: "load.scp03",
      value,
      unit: "µs",
      peer: "its AES operations, node:crypto",
      peerValue,
      target: `ratio <= ${TARGET}`,
      pass: value / peerValue <= TARGET,
    });
  },
};
