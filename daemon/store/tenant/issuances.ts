import type { IssuanceRecord } from "../records.js";
import type { IssuanceRepository } from "../repositories.js";
import type { TenantScope } from "../tenant-scope.js";

export function issuanceTable(scope: TenantScope): IssuanceRepository {
  const table = scope.table<IssuanceRecord>("issuances", ["askedAt", "changedAt"]);
  return {
    find: (requestId) => table.first({ requestId }),
    open: () =>
      table.select((rows) => rows.whereIn("state", ["asked", "issued", "taken-back"]), {
        order: ["askedAt", "requestId"],
      }),
    add: (issuance) => table.insert(issuance),
    async change(requestId, change) {
      await table.update({ requestId }, change);
    },
  };
}
