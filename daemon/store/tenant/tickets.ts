import type { TicketRecord } from "../records.js";
import type { TicketRepository } from "../repositories.js";
import type { TenantScope } from "../tenant-scope.js";

export function ticketTable(scope: TenantScope): TicketRepository {
  const table = scope.table<TicketRecord>("tickets", ["changedAt"]);
  return {
    find: (id) => table.first({ id }),
    add: (ticket) => table.insert(ticket),
    async use(id, changedAt) {
      await table.update({ id }, { state: "used", sealed: "", changedAt });
    },
    async release(id) {
      await table.delete({ id, state: "taken" });
    },
  };
}
