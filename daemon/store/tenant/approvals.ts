import type { ApprovalRecord } from "../records.js";
import type { ApprovalRepository } from "../repositories.js";
import type { TenantScope } from "../tenant-scope.js";

export function approvalTable(scope: TenantScope): ApprovalRepository {
  const table = scope.table<ApprovalRecord>("approvals", ["requestedAt", "expiresAt", "decidedAt"]);
  return {
    find: (id) => table.first({ id }),
    list: () => table.select({}, { order: ["requestedAt", "id"] }),
    add: (approval) => table.insert(approval),
    async change(id, from, change) {
      return (await table.update({ id, state: from }, change)) === 1;
    },
  };
}
