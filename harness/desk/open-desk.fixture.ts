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

export interface OpenDeskOptions {
  /** A database that was used before, or will be again; in a folder of its own when absent. */
  readonly file?: string | undefined;
  /** What the ids that this desk gives begin with: two desks on one database need different ones. */
  readonly ids?: string;
  /** Master of the area keys that this desk holds; the town's own when absent. */
  readonly master?: Uint8Array;
  /** What stands between the desk and its store. */
  readonly between?: (store: Store) => Store;
}

/** A desk on a store; `close` ends both and removes the folder, if it has one of its own. */
export async function openDesk(
  over: Partial<DaemonPorts> = {},
  { file, ids, master, between = (store) => store }: OpenDeskOptions = {},
): Promise<OpenDesk> {
  const folder = file === undefined ? mkdtempSync(join(tmpdir(), "madoguchi-desk-")) : undefined;
  const store = await openStore(file ?? join(folder!, "desk.sqlite"));
  const desk = new Desk(between(store), over, { ...(ids === undefined ? {} : { ids }), ...(master && { master }) });
  await desk.open();
  return {
    desk,
    store,
    close: async () => {
      await desk.part.stop?.();
      await desk.readers.stop();
      await store.close();
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
