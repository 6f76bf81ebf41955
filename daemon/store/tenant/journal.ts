import type { JournalRecord } from "../records.js";
import type { JournalRepository } from "../repositories.js";
import type { TenantScope } from "../tenant-scope.js";

export const JOURNAL_NUMBERS = ["startedAt", "changedAt"] as const;

export function journalTable(scope: TenantScope): JournalRepository {
  const table = scope.table<JournalRecord>("journal", JOURNAL_NUMBERS);
  return {
    find: (id) => table.first({ id }),
    open: () => table.select({ state: "open" }, { order: ["startedAt", "id"] }),
    add: (entry) => table.insert(entry),
    async step(id, step, changedAt) {
      await table.update({ id, state: "open" }, { step, changedAt });
    },
    async close(id, state, changedAt) {
      await table.update({ id, state: "open" }, { state, changedAt });
    },
  };
}
