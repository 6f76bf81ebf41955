import type { ApplicationRecord } from "../records.js";
import type { ApplicationRepository } from "../repositories.js";
import type { TenantScope } from "../tenant-scope.js";

export function applicationTable(scope: TenantScope): ApplicationRepository {
  const table = scope.table<ApplicationRecord>("applications", ["recordedAt"]);
  return {
    ofUser: (userId) => table.select({ userId }, { order: ["recordedAt", "id"] }),
    find: (id) => table.first({ id }),
    async add(application) {
      await scope.demand("users", application.userId);
      await table.insert(application);
    },
    open: (limit) => table.select({ state: "open" }, { order: ["recordedAt", "id"], limit }),
    openOf: async (wanted) =>
      (await table.select({ ...wanted, state: "open" }, { order: ["recordedAt", "id"], limit: 1 }))[0],
    countOpen: (wanted) => table.count({ ...wanted, state: "open" }),
    async close(id) {
      await table.update({ id }, { state: "done" });
    },
  };
}
