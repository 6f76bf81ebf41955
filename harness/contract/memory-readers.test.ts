import { MemoryReaders } from "#simulator/memory/memory-readers.js";
import { describeReaderBackend } from "./reader-backend.contract.js";

describeReaderBackend("memory", async () => {
  const backend = new MemoryReaders({ readers: [{ id: "a" }, { id: "b" }] });
  const readers = ["a", "b"] as const;
  await backend.start();
  return {
    backend,
    readers,
    insert: async (slot, card) => backend.insert(readers[slot], card),
    remove: async (slot) => backend.remove(readers[slot]),
    killService: async () => backend.serviceDown(),
    reviveService: async () => backend.serviceUp(),
    dispose: () => backend.stop(),
  };
});
