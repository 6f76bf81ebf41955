import type { OperatorRecord } from "../records.js";
import type { OperatorRepository } from "../repositories.js";
import type { TenantScope } from "../tenant-scope.js";

type Stored = Omit<OperatorRecord, "roles" | "withdrawn"> & { readonly roles: string; readonly withdrawn: string };

const read = (stored: Stored): OperatorRecord => ({
  ...stored,
  roles: JSON.parse(stored.roles),
  withdrawn: JSON.parse(stored.withdrawn),
});

export function operatorTable(scope: TenantScope): OperatorRepository {
  const table = scope.table<Stored>("operators", ["failures", "lockedUntil"]);
  return {
    async find(id) {
      const stored = await table.first({ id });
      return stored && read(stored);
    },
    list: async () => (await table.select({}, { order: ["id"] })).map(read),
    save: ({ roles, withdrawn, ...operator }) =>
      table.upsert([{ ...operator, roles: JSON.stringify(roles), withdrawn: JSON.stringify(withdrawn) }], ["id"]),
  };
}
