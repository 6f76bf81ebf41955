import type { InitialSettingRecord } from "../records.js";
import type { InitialSettingRepository } from "../repositories.js";
import type { TenantScope } from "../tenant-scope.js";

export function initialSettingTable(scope: TenantScope): InitialSettingRepository {
  const table = scope.table<InitialSettingRecord>("initialSettings", ["changedAt"]);
  return { find: () => table.first({}), save: (setting) => table.upsert([setting], []) };
}
