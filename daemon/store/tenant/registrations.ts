import type { RegistrationRecord } from "../records.js";
import type { RegistrationRepository } from "../repositories.js";
import type { TenantScope } from "../tenant-scope.js";

export function registrationTable(scope: TenantScope): RegistrationRepository {
  const table = scope.table<RegistrationRecord>("registrations", ["changedAt"]);
  return {
    ofUser: (userId) => table.select({ userId }, { order: ["changedAt", "id"] }),
    find: (id) => table.first({ id }),
    live: (cardId, serviceId) =>
      table.first((rows) => rows.where({ cardId, serviceId }).whereNot({ state: "withdrawn" })),
    ofCard: (cardId) =>
      table.select((rows) => rows.where({ cardId }).whereNot({ state: "withdrawn" }), { order: ["serviceId"] }),
    async add(registration) {
      await scope.demand("users", registration.userId);
      await table.insert(registration);
    },
    async setState(id, state, changedAt) {
      await table.update({ id }, { state, changedAt });
    },
  };
}
