import type { OperatorRecord } from "../records.js";
import type { OperatorRepository } from "../repositories.js";
import type { TenantScope } from "../tenant-scope.js";

type Stored = Omit<OperatorRecord, "roles"> & { readonly roles: string };

export function operatorTable(scope: TenantScope): OperatorRepository {
  const table = scope.table<Stored>("operators", ["failures", "lockedUntil"]);
  return {
    async find(id) {
      const stored = await table.first({ id });
      return stored && { ...stored, roles: JSON.parse(stored.roles) };
    },
    save: (operator) => table.upsert([{ ...operator, roles: JSON.stringify(operator.roles) }], ["id"]),
    async remove(id) {
      await table.delete({ id });
    },
  };
}
