import type { HandOverRecord, SystemNumberRecord } from "../records.js";
import type { HandOverRepository, SystemNumberRepository } from "../repositories.js";
import type { TenantScope } from "../tenant-scope.js";

const ORDER = ["createdAt", "number", "sequence"] as const;
const AT_ONCE = 100;
const SHOWN = 1_000;

export function systemNumberTable(scope: TenantScope): SystemNumberRepository {
  const table = scope.table<SystemNumberRecord>("systemNumbers", ["sequence"]);
  return {
    find: (systemId, userId) => table.first({ systemId, userId }),
    async save(number) {
      await scope.demand("users", number.userId);
      await table.upsert([number], ["systemId", "userId"]);
    },
  };
}

export function handOverTable(scope: TenantScope): HandOverRepository {
  const table = scope.table<HandOverRecord>("handOvers", ["sequence", "attempts", "dueAt", "createdAt", "changedAt"]);
  return {
    find: (id) => table.first({ id }),
    due: (systemId, now) =>
      table.select((rows) => rows.where({ systemId, state: "waiting" }).where("dueAt", "<=", now), {
        order: ORDER,
        limit: AT_ONCE,
      }),
    nextDue: async (systemId) =>
      (await table.select({ systemId, state: "waiting" }, { order: ["dueAt"], limit: 1 }))[0]?.dueAt,
    open: () => table.select((rows) => rows.whereNot({ state: "delivered" }), { order: ORDER, limit: SHOWN }),
    hasLater: async (systemId, number, sequence) =>
      (await table.count((rows) => rows.where({ systemId, number }).where("sequence", ">", sequence))) > 0,
    countOpen: (userId) => table.count((rows) => rows.where({ userId }).whereNot({ state: "delivered" })),
    async add(handOver) {
      await scope.demand("users", handOver.userId);
      await table.insert(handOver);
    },
    waitingUntil: async (systemId, number) => (await table.first({ systemId, number, state: "waiting" }))?.dueAt,
    async postpone(systemId, number, dueAt) {
      await table.update({ systemId, number, state: "waiting" }, { dueAt });
    },
    async change(id, change) {
      await table.update({ id }, change);
    },
  };
}
