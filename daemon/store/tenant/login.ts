import type { FingerprintRecord, LoginMethodRecord, OperatorCardRecord } from "../records.js";
import type { FingerprintRepository, LoginMethodRepository, OperatorCardRepository } from "../repositories.js";
import type { TenantScope } from "../tenant-scope.js";

export function loginMethodTable(scope: TenantScope): LoginMethodRepository {
  const table = scope.table<LoginMethodRecord>("loginMethods", ["changedAt"]);
  return { find: () => table.first({}), save: (method) => table.upsert([method], []) };
}

export function operatorCardTable(scope: TenantScope): OperatorCardRepository {
  const table = scope.table<OperatorCardRecord>("operatorCards", ["changedAt"]);
  return {
    find: (cardId) => table.first({ cardId }),
    list: () => table.select({}, { order: ["cardId"] }),
    save: (card) => table.upsert([card], ["cardId"]),
  };
}

export function fingerprintTable(scope: TenantScope): FingerprintRepository {
  const table = scope.table<FingerprintRecord>("fingerprints", ["changedAt"]);
  return {
    find: (operatorId) => table.first({ operatorId }),
    save: (fingerprint) => table.upsert([fingerprint], ["operatorId"]),
    async remove(operatorId) {
      await table.delete({ operatorId });
    },
  };
}
