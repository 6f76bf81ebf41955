import { readFileSync } from "node:fs";
import { fromHex } from "#card/bytes/bytes.js";
import { systemClock } from "#card/ports/clock.js";
import { systemRandom } from "#card/ports/random.js";
import { loadConfig } from "#daemon/config/load-config.js";
import { createDaemon } from "#daemon/main/daemon.js";
import { MemoryReaders } from "#simulator/memory/index.js";
import { trialCard } from "./trial-card.js";

/** What the process of the daemon is told in its one argument, a JSON file. */
export interface ChildPlan {
  readonly config: string;
  readonly key: { readonly keyId: string; readonly generation: number; readonly master: string };
  /** One reader each. */
  readonly cards: readonly { readonly reader: string; readonly file?: string | undefined; readonly cin: string }[];
}

/** A whole daemon on the machine's clock and randomness, with cards in memory readers: what a trial kills. */
const plan = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as ChildPlan;
const readers = new MemoryReaders({ readers: plan.cards.map(({ reader }) => ({ id: reader, name: reader })) });
const daemon = createDaemon({
  config: loadConfig(plan.config),
  clock: systemClock,
  random: systemRandom,
  readers,
});
const { wire } = await daemon.start();
const key = { ...plan.key, master: fromHex(plan.key.master) };
for (const { reader, file, cin } of plan.cards) readers.insert(reader, trialCard(file, cin, key));
process.stdout.write(`${wire}\n`);
process.once("SIGTERM", () => void daemon.stop().then(() => process.exit(0)));
// Nothing else may keep the process alive once the server is gone.
setInterval(() => {}, 60_000);
