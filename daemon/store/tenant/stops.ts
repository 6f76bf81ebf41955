import type { DeclinedStopRecord, ServiceIdRecord, StopRecord } from "../records.js";
import type { DeclinedStopRepository, ServiceIdRepository, StopRepository } from "../repositories.js";
import type { TenantScope } from "../tenant-scope.js";

export function stopTable(scope: TenantScope): StopRepository {
  const table = scope.table<StopRecord>("stops", ["setAt"]);
  return {
    find: (cardId) => table.first({ cardId }),
    all: () => table.select({}, { order: ["setAt", "cardId"] }),
    set: (stop) => table.upsert([stop], ["cardId"]),
    async lift(cardId) {
      await table.delete({ cardId });
    },
  };
}

export function declinedStopTable(scope: TenantScope): DeclinedStopRepository {
  const table = scope.table<DeclinedStopRecord>("declinedStops", ["declinedAt"]);
  return {
    find: (residentId) => table.first({ residentId }),
    save: (declined) => table.upsert([declined], ["residentId"]),
  };
}

export function serviceIdTable(scope: TenantScope): ServiceIdRepository {
  const table = scope.table<ServiceIdRecord>("serviceIds", ["changedAt", "lockedUntil"]);
  return {
    find: (id) => table.first({ id }),
    ofResident: (residentId) => table.select({ residentId }, { order: ["id"] }),
    stopped: () => table.select({ state: "stopped" }, { order: ["changedAt", "id"] }),
    add: (serviceId) => table.insert(serviceId),
    async setCredential(id, credential) {
      await table.update({ id }, credential);
    },
    async stop(residentId, reason, changedAt) {
      await table.update({ residentId, state: "active" }, { state: "stopped", reason, changedAt });
    },
    async lift(residentId, changedAt) {
      await table.update({ residentId, state: "stopped" }, { state: "active", reason: null, changedAt });
    },
  };
}
