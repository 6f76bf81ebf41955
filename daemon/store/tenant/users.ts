import type { ResidentRecord, UserRecord } from "../records.js";
import type { UserRepository } from "../repositories.js";
import type { Filter, Match, Owned, TenantScope } from "../tenant-scope.js";

interface UsersOwn extends Owned {
  readonly userId: string;
}

export function userTable(scope: TenantScope): UserRepository {
  const table = scope.table<UserRecord>("users", ["registeredAt"]);
  const residents = scope.table<ResidentRecord>("residents", ["sequence"]);
  const page = async (after: string, limit: number, matches: readonly Match[] = []) => {
    const behind: Filter<UserRecord> = (rows) => rows.where("id", ">", after);
    const some = await table.select(behind, { order: ["id"], limit, matches });
    const ids = some.map(({ residentId }) => residentId);
    const known = await residents.select((rows) => rows.whereIn("residentId", ids));
    const byId = new Map(known.map((resident) => [resident.residentId, resident]));
    return some.map((user) => ({ user, resident: byId.get(user.residentId)! }));
  };
  return {
    find: (id) => table.first({ id }),
    page: (after, limit) => page(after, limit),
    touched: (since, after, limit) =>
      page(after, limit, [
        { table: "residents", column: "residentId", filter: (rows) => rows.where("sequence", ">", since) },
      ]),
    left: (after, limit) =>
      page(after, limit, [
        { table: "residents", column: "residentId", filter: (rows) => rows.whereNotNull("movedOut") },
        { table: "registrations", column: "cardId", filter: (rows) => rows.whereNot({ state: "withdrawn" }) },
        { table: "stops", column: "cardId", none: true },
      ]),
    findByCard: (cardId) => table.first({ cardId }),
    ofResident: (residentId) => table.select({ residentId }, { order: ["registeredAt", "id"] }),
    async setCard(id, cardId) {
      await table.update({ id }, { cardId });
    },
    add: (user) => table.insert(user),
    async remove(id) {
      // What names the user goes before the user does.
      for (const name of ["applications", "registrations", "handOvers", "systemNumbers"]) {
        await scope.table<UsersOwn>(name).delete({ userId: id });
      }
      await table.delete({ id });
    },
  };
}
