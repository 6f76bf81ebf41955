import type { UserRecord } from "../records.js";
import type { UserRepository } from "../repositories.js";
import type { TenantScope } from "../tenant-scope.js";

export function userTable(scope: TenantScope): UserRepository {
  const table = scope.table<UserRecord>("users", ["registeredAt"]);
  return {
    find: (id) => table.first({ id }),
    findByCard: (cardId) => table.first({ cardId }),
    ofResident: (residentId) => table.select({ residentId }, { order: ["registeredAt", "id"] }),
    after: (id, limit) => table.select((rows) => rows.where("id", ">", id), { order: ["id"], limit }),
    add: (user) => table.insert(user),
  };
}
