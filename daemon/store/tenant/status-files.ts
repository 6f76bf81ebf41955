import type { StatusFileRecord } from "../records.js";
import type { StatusFileRepository } from "../repositories.js";
import type { TenantScope } from "../tenant-scope.js";

export function statusFileTable(scope: TenantScope): StatusFileRepository {
  const table = scope.table<StatusFileRecord>("statusFiles", ["sequence", "asOf", "importedAt"]);
  return {
    last: () => table.first({}),
    save: (file) => table.upsert([file], []),
  };
}
