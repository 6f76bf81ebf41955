import { systemClock } from "#card/ports/clock.js";
import type { VirtualCard } from "#simulator/kernel/virtual-card.js";
import { type Insertion, insertCard } from "#simulator/vpcd/index.js";
import { TestPki } from "../municipality/test-pki.js";
import type { PcscService } from "../stack/index.js";
import { buildWorld } from "./build-world.js";
import { startDaemonProcess } from "./daemon-process.js";
import { startJukiCs } from "./status-double.js";
import type { ReaderSlot, Target, World, WorldOptions } from "./world.js";

/** The PC/SC service that cards are put into; `control` where it may be killed and started again. */
export interface PcscForRuns extends Pick<PcscService, "slots" | "env" | "origin"> {
  readonly control?: { crash(): Promise<void>; restart(): Promise<void> };
}

/**
 * A real pcscd with the vpcd driver, and the daemon as a process of its own on the machine's clock and randomness, as in production.
 * Only the cards are virtual. The PC/SC service is the caller's: it is not ended here.
 * A caller that connects clients of its own brings the authority that certifies them.
 */
export async function vpcdTarget(pcsc: PcscForRuns, ownPki?: TestPki): Promise<Target> {
  const pki = ownPki ?? (await TestPki.create());
  const slotOf = (reader: ReaderSlot) => pcsc.slots[reader === "first" ? 0 : 1]!;
  const open = async (options: WorldOptions): Promise<World> => {
    const insertions = new Map<ReaderSlot, { readonly card: VirtualCard; readonly insertion: Insertion }>();
    const clear = async (reader: ReaderSlot) => {
      await insertions.get(reader)?.insertion.remove();
      insertions.delete(reader);
    };
    return buildWorld(
      {
        pki,
        clock: systemClock,
        startStatusDouble: () => startJukiCs(pki),
        startDaemon: (configFile) => startDaemonProcess(configFile, pki.ca, pcsc.env),
        insert: async (card, reader) => {
          await clear(reader);
          const insertion = insertCard(card, { port: slotOf(reader).port });
          insertions.set(reader, { card, insertion });
          await insertion.connected;
        },
        remove: async (card) => {
          for (const [reader, held] of [...insertions]) if (held.card === card) await clear(reader);
        },
        pcscd: async (state) => (state === "down" ? pcsc.control?.crash() : pcsc.control?.restart()),
        close: async () => {
          for (const reader of [...insertions.keys()]) await clear(reader);
        },
      },
      options,
    );
  };
  return {
    name: "vpcd",
    capabilities: new Set([
      "gp-scp02",
      "gp-scp03",
      "iso-fs",
      "pcsc",
      "daemon-process",
      ...(pcsc.slots.length < 2 ? [] : ["two-readers"]),
      ...(pcsc.control === undefined ? [] : ["pcscd-control"]),
    ]),
    environment: { "PC/SC": `pcscd (${pcsc.origin}), ${slotOf("first").reader}` },
    open,
    close: async () => pki.close(),
  };
}
