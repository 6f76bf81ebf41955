import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DaemonPorts } from "#daemon/main/ports.js";
import type { Store } from "#daemon/store/repositories.js";
import { openStore } from "#daemon/store/store.js";
import { Desk } from "./desk.fixture.js";

export interface OpenDesk {
  readonly desk: Desk;
  readonly store: Store;
  close(): Promise<void>;
}

/** A desk on an empty store in a folder of its own; `close` ends both and removes the folder. */
export async function openDesk(over: Partial<DaemonPorts> = {}): Promise<OpenDesk> {
  const folder = mkdtempSync(join(tmpdir(), "madoguchi-desk-"));
  const store = await openStore(join(folder, "desk.sqlite"));
  const desk = new Desk(store, over);
  await desk.open();
  return {
    desk,
    store,
    close: async () => {
      await desk.part.stop?.();
      await desk.readers.stop();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
