import type { ResidentRecord, UserRecord } from "../records.js";
import type { ResidentRepository } from "../repositories.js";
import type { Owned, TenantScope } from "../tenant-scope.js";

type Optional = "movedOut" | "leaving" | "items";
type Stored = Omit<ResidentRecord, Optional> & { readonly [C in Optional]?: ResidentRecord[C] | null };

/** Behind every text that begins with a term: an index answers it, which `like` with bound values does not use. */
const LAST_CHARACTER = "\u{10FFFF}";

export function residentTable(scope: TenantScope): ResidentRepository {
  const table = scope.table<Stored>("residents", ["sequence"]);
  const users = scope.table<UserRecord>("users");
  const sequences = scope.table<Owned & { readonly sequence: number }>("importSequences", ["sequence"]);
  return {
    find: async (residentId) => (await table.first({ residentId, movedOut: null })) as ResidentRecord | undefined,
    search: async ({ cardId, ...query }) => {
      const holder = cardId === undefined ? undefined : await users.first({ cardId });
      if (cardId !== undefined && holder === undefined) return [];
      return (await table.select(
        (rows) => {
          rows.whereNull("movedOut");
          if (holder !== undefined) rows.where({ residentId: holder.residentId });
          if (query.residentId !== undefined) rows.where({ residentId: query.residentId });
          for (const column of ["kana", "name"] as const) {
            const term = query[column];
            if (term !== undefined) rows.where(column, ">=", term).where(column, "<", `${term}${LAST_CHARACTER}`);
          }
        },
        { order: ["residentId"], limit: 100 },
      )) as readonly ResidentRecord[];
    },
    save: (residents) =>
      table.upsert(
        residents.map((resident) => ({ movedOut: null, leaving: null, items: null, ...resident })),
        ["residentId"],
      ),
    sequence: async () => (await sequences.first({}))?.sequence ?? 0,
    setSequence: (sequence) => sequences.upsert([{ municipality: scope.municipality, sequence }], []),
  };
}
