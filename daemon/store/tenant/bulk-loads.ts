import type { BulkCardRecord, BulkRunRecord } from "../records.js";
import type { BulkLoadRepository } from "../repositories.js";
import type { TenantScope } from "../tenant-scope.js";

export function bulkLoadTable(scope: TenantScope): BulkLoadRepository {
  const runs = scope.table<BulkRunRecord>("bulkRuns", ["total", "startedAt"]);
  const cards = scope.table<BulkCardRecord>("bulkCards", ["changedAt"]);
  return {
    find: (id) => runs.first({ id }),
    open: () => runs.select({ state: "open" }, { order: ["startedAt", "id"] }),
    add: (run) => runs.insert(run),
    async end(id) {
      await runs.update({ id }, { state: "ended" });
    },
    count: (bulkId, outcome) => cards.count({ bulkId, outcome }),
    cards: (bulkId, outcome) => cards.select({ bulkId, outcome }, { order: ["changedAt", "cardId"] }),
    async note(card) {
      await scope.demand("bulkRuns", card.bulkId);
      await cards.upsert([card], ["bulkId", "cardId"]);
    },
  };
}
