import type { TuningDraftRecord, TuningVersionRecord } from "../records.js";
import type { TuningDraftRepository, TuningVersionRepository } from "../repositories.js";
import type { TenantScope } from "../tenant-scope.js";

export function tuningDraftTable(scope: TenantScope): TuningDraftRepository {
  const table = scope.table<TuningDraftRecord>("tuningDrafts", ["changedAt"]);
  return { find: () => table.first({}), save: (draft) => table.upsert([draft], []) };
}

export function tuningVersionTable(scope: TenantScope): TuningVersionRepository {
  const table = scope.table<TuningVersionRecord>("tuningVersions", ["publishedAt"]);
  const list = async (below: number, limit: number) => {
    // Versions are numbered without a gap, so their count is the number of the last.
    const under = Math.min(below, (await table.count({})) + 1);
    const some = await table.select((rows) => rows.whereBetween("version", [under - limit, under - 1]), {
      order: ["version"],
    });
    return [...some].reverse();
  };
  return {
    list,
    find: (version) => table.first({ version }),
    last: async () => (await list(Number.MAX_SAFE_INTEGER, 1))[0],
    add: (version) => table.insert(version),
  };
}
