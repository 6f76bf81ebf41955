import type { MasterKeyRecord } from "../records.js";
import type { MasterKeyRepository } from "../repositories.js";
import type { TenantScope } from "../tenant-scope.js";

export function masterKeyTable(scope: TenantScope): MasterKeyRepository {
  const table = scope.table<MasterKeyRecord>("masterKeys", ["generation", "registeredAt"]);
  return {
    find: (use, keyId, generation) => table.first({ use, keyId, generation }),
    all: (use) => table.select({ use }, { order: ["registeredAt", "generation"] }),
    add: (key) => table.insert({ ...key, wrapped: Buffer.from(key.wrapped) }),
  };
}
