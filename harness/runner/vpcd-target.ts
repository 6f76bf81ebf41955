import { systemClock } from "#card/ports/clock.js";
import { type Insertion, insertCard } from "#simulator/vpcd/index.js";
import { TestPki } from "../municipality/test-pki.js";
import type { PcscService } from "../stack/index.js";
import { buildWorld } from "./build-world.js";
import { startDaemonProcess } from "./daemon-process.js";
import { startJukiCs } from "./status-double.js";
import type { Target, World, WorldOptions } from "./world.js";

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
  const slot = pcsc.slots[0]!;
  const open = async (options: WorldOptions): Promise<World> => {
    let insertion: Insertion | undefined;
    const remove = async () => {
      await insertion?.remove();
      insertion = undefined;
    };
    return buildWorld(
      {
        pki,
        clock: systemClock,
        startStatusDouble: () => startJukiCs(pki),
        startDaemon: (configFile) => startDaemonProcess(configFile, pki.ca, pcsc.env),
        insert: async (card) => {
          await remove();
          insertion = insertCard(card, { port: slot.port });
          await insertion.connected;
        },
        remove,
        pcscd: async (state) => (state === "down" ? pcsc.control?.crash() : pcsc.control?.restart()),
        close: remove,
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
      ...(pcsc.control === undefined ? [] : ["pcscd-control"]),
    ]),
    environment: { "PC/SC": `pcscd (${pcsc.origin}), ${slot.reader}` },
    open,
    close: async () => pki.close(),
  };
}
