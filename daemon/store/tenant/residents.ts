import type { ResidentImportRecord, ResidentRecord, UserRecord } from "../records.js";
import type { ResidentRepository } from "../repositories.js";
import type { Owned, TenantScope } from "../tenant-scope.js";

type Optional = "movedOut" | "leaving" | "items" | "enteredAt" | "enteredBy";
type Stored = Omit<ResidentRecord, Optional> & { readonly [C in Optional]?: ResidentRecord[C] | null };

interface Sequence extends Owned {
  readonly sequence: number;
  readonly asOf?: number;
}

const ABSENT = { movedOut: null, leaving: null, items: null, enteredAt: null, enteredBy: null };

/** Behind every text that begins with a term: an index answers it, which `like` with bound values does not use. */
const LAST_CHARACTER = "\u{10FFFF}";

export function residentTable(scope: TenantScope): ResidentRepository {
  const table = scope.table<Stored>("residents", ["sequence", "enteredAt"]);
  const users = scope.table<UserRecord>("users");
  const sequences = scope.table<Sequence>("importSequences", ["sequence", "asOf"]);
  const imports = scope.table<ResidentImportRecord>("residentImports", ["sequence", "asOf", "importedAt", "residents"]);
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
        residents.map((resident) => ({ ...ABSENT, ...resident })),
        ["residentId"],
      ),
    known: async (residentId) => (await table.first({ residentId })) as ResidentRecord | undefined,
    byHand: async (after = "", limit = 100) =>
      (await table.select(
        (rows) => rows.whereNotNull("enteredAt").whereNull("movedOut").where("residentId", ">", after),
        { order: ["residentId"], limit },
      )) as readonly ResidentRecord[],
    imports: (sequences) => imports.select((rows) => rows.whereIn("sequence", sequences)),
    asOf: async () => (await sequences.first({}))?.asOf,
    sequence: async () => (await sequences.first({}))?.sequence ?? 0,
    setSequence: (sequence) => sequences.upsert([{ municipality: scope.municipality, sequence }], []),
  };
}
