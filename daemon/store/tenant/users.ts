import type { ResidentRecord, UserRecord } from "../records.js";
import type { UserRepository } from "../repositories.js";
import type { TenantScope } from "../tenant-scope.js";

export function userTable(scope: TenantScope): UserRepository {
  const table = scope.table<UserRecord>("users", ["registeredAt"]);
  const residents = scope.table<ResidentRecord>("residents", ["sequence"]);
  return {
    find: (id) => table.first({ id }),
    page: async (after, limit) => {
      const some = await table.select((rows) => rows.where("id", ">", after), { order: ["id"], limit });
      const ids = some.map(({ residentId }) => residentId);
      const known = await residents.select((rows) => rows.whereIn("residentId", ids));
      const byId = new Map(known.map((resident) => [resident.residentId, resident]));
      return some.map((user) => ({ user, resident: byId.get(user.residentId)! }));
    },
    findByCard: (cardId) => table.first({ cardId }),
    ofResident: (residentId) => table.select({ residentId }, { order: ["registeredAt", "id"] }),
    async setCard(id, cardId) {
      await table.update({ id }, { cardId });
    },
    add: (user) => table.insert(user),
  };
}
