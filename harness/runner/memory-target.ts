import { systemClock, VirtualClock } from "#card/ports/clock.js";
import { seededRandom, systemRandom } from "#card/ports/random.js";
import { loadConfig } from "#daemon/config/load-config.js";
import { createDaemon } from "#daemon/main/daemon.js";
import type { VirtualCard } from "#simulator/kernel/virtual-card.js";
import { MemoryReaders } from "#simulator/memory/index.js";
import { TestPki } from "../municipality/test-pki.js";
import { buildWorld } from "./build-world.js";
import { startJukiCs } from "./status-double.js";
import type { Target, World, WorldOptions } from "./world.js";

/** The readers of the counter; most scenarios have the first alone. */
const READERS = { first: "counter", second: "counter-2" } as const;

/**
 * Everything in this process: cards, reader and daemon on one clock that stands still, all randomness from the scenario's seed, so that
 * a second run leaves the same trace. Only TLS and the sockets between the parties are real.
 */
export async function memoryTarget(): Promise<Target> {
  const pki = await TestPki.create();
  const open = async (options: WorldOptions): Promise<World> => {
    const clock = options.realTime === true ? systemClock : new VirtualClock(options.loaded.scenario.fixtures.clock);
    const two = options.loaded.scenario.requires.includes("two-readers");
    const places = new Map<VirtualCard, string>();
    const readers = new MemoryReaders({
      readers: [
        { id: READERS.first, name: "窓口リーダ（メモリ内）" },
        ...(two ? [{ id: READERS.second, name: "窓口リーダ2（メモリ内）" }] : []),
      ],
      clock,
      // What a card takes of the scenario's time has passed when its answer is there.
      ...(clock instanceof VirtualClock ? { pass: (ms) => clock.advance(ms) } : {}),
    });
    return buildWorld(
      {
        pki,
        clock,
        startStatusDouble: () => startJukiCs(pki),
        startDaemon: async (configFile) => {
          const random = options.realTime === true ? systemRandom : seededRandom(`${options.seed}/daemon`);
          const daemon = createDaemon({ config: loadConfig(configFile), clock, random, readers });
          const { wire, url, ca } = await daemon.start();
          return { endpoint: { url: wire, page: url, ca }, stop: () => daemon.stop() };
        },
        insert: async (card, slot) => {
          places.set(card, READERS[slot]);
          readers.insert(READERS[slot], card);
        },
        remove: async (card) => readers.remove(places.get(card) ?? READERS.first),
        close: async () => {},
      },
      options,
    );
  };
  return {
    name: "memory",
    capabilities: new Set(["gp-scp02", "gp-scp03", "iso-fs", "two-readers"]),
    environment: {},
    open,
    close: async () => pki.close(),
  };
}
