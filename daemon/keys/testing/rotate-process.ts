import { join } from "node:path";
import { systemClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { openStore } from "../../store/store.js";
import { openKeyStore } from "../key-store.js";
import { provenByContent, rewrapAll } from "../rotate.js";

/**
 * Rotates the key-encryption key of a data directory from `kek-1` to `kek-2` beside it, and kills itself without a word before its
 * n-th step that writes: `node rotate-process.js FOLDER N`.
 */
const [folder = "", nth = ""] = process.argv.slice(2);
const data = join(folder, "data");
let steps = 0;
function step(): void {
  if (steps++ === Number(nth)) process.kill(process.pid, "SIGKILL");
}

const config = { kekFile: join(folder, "kek-2"), previous: { kekFile: join(folder, "kek-1") } };
step();
const ports = { clock: systemClock, random: seededRandom(`rotate ${nth}`) };
const keyStore = await openKeyStore(config, data, ports, provenByContent(data));
const store = await openStore(join(data, "madoguchi.sqlite"));
const { wrapped } = store;
const done = await rewrapAll({
  data,
  keyStore: {
    ...keyStore,
    rotated: async () => {
      step();
      await keyStore.rotated();
      step();
    },
  },
  store: {
    ...store,
    wrapped: {
      ...wrapped,
      replaceMasterKey: async (record, octets) => {
        step();
        await wrapped.replaceMasterKey(record, octets);
      },
      replaceFingerprint: async (record, octets) => {
        step();
        await wrapped.replaceFingerprint(record, octets);
      },
    },
  },
  audit: { record: async () => step() },
  newId: () => "c1",
});
process.stdout.write(`${done?.count ?? "nothing"} ${steps}`);
await store.close();
