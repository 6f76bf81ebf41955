import type { ResidentRecord } from "../records.js";
import type { ResidentRepository } from "../repositories.js";
import type { Owned, TenantScope } from "../tenant-scope.js";

type Stored = Omit<ResidentRecord, "movedOut"> & { readonly movedOut?: string | null };

function beginsWith(term: string): string {
  return `${term.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}

export function residentTable(scope: TenantScope): ResidentRepository {
  const table = scope.table<Stored>("residents", ["sequence"]);
  const sequences = scope.table<Owned & { readonly sequence: number }>("importSequences", ["sequence"]);
  return {
    find: async (residentId) => (await table.first({ residentId, movedOut: null })) as ResidentRecord | undefined,
    search: async (query) =>
      (await table.select(
        (rows) => {
          rows.whereNull("movedOut");
          if (query.residentId !== undefined) rows.where({ residentId: query.residentId });
          for (const column of ["kana", "name"] as const) {
            const term = query[column];
            if (term !== undefined) rows.whereRaw("?? like ? escape '\\'", [column, beginsWith(term)]);
          }
        },
        { order: ["residentId"], limit: 100 },
      )) as readonly ResidentRecord[],
    save: (residents) =>
      table.upsert(
        residents.map((resident) => ({ movedOut: null, ...resident })),
        ["residentId"],
      ),
    sequence: async () => (await sequences.first({}))?.sequence ?? 0,
    setSequence: (sequence) => sequences.upsert([{ municipality: scope.municipality, sequence }], []),
  };
}
