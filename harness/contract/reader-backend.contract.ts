import type { ReaderBackend } from "#card/reader/reader-port.js";
import type { VirtualCard } from "#simulator/kernel/virtual-card.js";
import { describeHold } from "./hold.contract.js";
import { describeLoss } from "./loss.contract.js";
import { describePresence } from "./presence.contract.js";

/** A backend with two empty readers, and hands to work on them. All methods resolve when the world has changed, not when the backend knows. */
export interface ReaderRig {
  /** Started, with both readers attached and empty. */
  readonly backend: ReaderBackend;
  /** Ids of the two readers. */
  readonly readers: readonly [string, string];
  insert(slot: 0 | 1, card: VirtualCard): Promise<void>;
  remove(slot: 0 | 1): Promise<void>;
  /** Kills the service without a word. */
  killService(): Promise<void>;
  reviveService(): Promise<void>;
  /** Stops the backend and frees all it stood on. */
  dispose(): Promise<void>;
}

/** A rig as the tests reach it: made before each test, disposed of after it. */
export interface RigHolder {
  readonly rig: ReaderRig;
}

/** What every reader backend must do. `make` gives undefined where the rig cannot be built: then the tests are skipped, and say so. */
export function describeReaderBackend(name: string, make: () => Promise<ReaderRig | undefined>): void {
  describe(`reader backend ${name}`, () => {
    let current: ReaderRig | undefined;
    const holder: RigHolder = {
      get rig() {
        if (current === undefined) throw new Error("there is no rig outside a test");
        return current;
      },
    };
    beforeEach(async function () {
      current = await make();
      if (current === undefined) this.skip();
    });
    afterEach(async () => {
      const rig = current;
      current = undefined;
      await rig?.dispose();
    });
    describePresence(holder);
    describeHold(holder);
    describeLoss(holder);
  });
}
