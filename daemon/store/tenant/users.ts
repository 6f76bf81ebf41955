import type { ResidentRecord, UserRecord } from "../records.js";
import type { UserRepository } from "../repositories.js";
import type { Filter, Match, Owned, TenantScope } from "../tenant-scope.js";

interface UsersOwn extends Owned {
  readonly userId: string;
}

interface CardsOwn extends Owned {
  readonly cardId: string;
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
    async pageByKana(after, limit) {
      const some = await residents.select(
        (rows) => rows.whereRaw("(??, ??) > (?, ?)", ["kana", "residentId", ...after]),
        {
          order: ["kana", "residentId"],
          limit,
          matches: [{ table: "users", column: "residentId" }],
        },
      );
      const ids = some.map(({ residentId }) => residentId);
      const users = await table.select((rows) => rows.whereIn("residentId", ids), { order: ["registeredAt", "id"] });
      return some.flatMap((resident) =>
        users.filter(({ residentId }) => residentId === resident.residentId).map((user) => ({ user, resident })),
      );
    },
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
      const user = await table.first({ id });
      // One that lies ready or of which nothing is known stays in the list of what is to be handed out.
      if (user !== undefined) {
        const ended: Filter<CardsOwn> = (rows) =>
          rows.where({ cardId: user.cardId }).whereIn("state", ["handed-out", "cancelled"]);
        await scope.table<CardsOwn>("issuances").delete(ended);
      }
      await table.delete({ id });
    },
  };
}
