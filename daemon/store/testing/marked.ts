import { sampleResident, sampleUser } from "./samples.js";

const A = sampleResident.municipality;

/** What is one municipality's says so in one of its texts: another must never be given it. */
export const MARK = "OF-TOWN-A";

export const systemNumber = {
  ...{ municipality: A, systemId: "library-window", userId: sampleUser.id },
  ...{ number: MARK, sequence: 1, told: "" },
};
export const declinedStop = {
  ...{
    municipality: A,
    residentId: sampleResident.residentId,
    movedOut: "2026-04-01",
    declinedBy: MARK,
    declinedAt: 1,
  },
};
export const bulkRun = {
  ...{ id: "bulk-1", municipality: A, serviceId: "library", operatorId: MARK, state: "open" as const },
  ...{ total: 1, startedAt: 1 },
};
export const bulkCard = { municipality: A, bulkId: "bulk-1", cardId: MARK, outcome: "loaded" as const, changedAt: 1 };
export const statusFile = { municipality: A, sequence: 7, asOf: 1, importedAt: 1 };
export const handOver = {
  ...{ id: "hand-over-1", municipality: A, systemId: "library-window", serviceId: "library", userId: sampleUser.id },
  ...{ number: MARK, sequence: 1, kind: "registered" as const, body: MARK, state: "waiting" as const, attempts: 0 },
  ...{ dueAt: 1, correlationId: "c-1", createdAt: 1, changedAt: 1 },
};
