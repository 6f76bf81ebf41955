import { PcscReaders } from "#daemon/readers/pcsc/pcsc-readers.js";
import { type Insertion, insertCard } from "#simulator/vpcd/index.js";
import { PcscStack, stackMissing } from "../stack/index.js";
import { describeReaderBackend } from "./reader-backend.contract.js";

describe("PC/SC", function () {
  this.timeout(60_000);

  before(function () {
    const missing = stackMissing();
    if (missing === undefined) return;
    console.warn(`    SKIPPED, nothing was tested: ${missing}`);
    this.skip();
  });

  describeReaderBackend("pcsc", async () => {
    const stack = await PcscStack.start(2);
    const backend = new PcscReaders({ environment: stack.env });
    await backend.start();
    const inserted: (Insertion | undefined)[] = [];
    const idOf = (slot: 0 | 1): string => {
      const name = stack.slots[slot]!.reader;
      return backend.readers().find((reader) => reader.name === name)!.id;
    };
    return {
      backend,
      readers: [idOf(0), idOf(1)],
      insert: async (slot, card) => {
        const insertion = insertCard(card, { port: stack.slots[slot]!.port });
        inserted[slot] = insertion;
        await insertion.connected;
      },
      remove: async (slot) => inserted[slot]?.remove(),
      killService: () => stack.crash(),
      reviveService: () => stack.restart(),
      dispose: async () => {
        await backend.stop();
        await Promise.all(inserted.map((insertion) => insertion?.remove()));
        await stack.stop();
      },
    };
  });
});
