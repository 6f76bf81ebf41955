import { sampleResident, sampleUser } from "./samples.js";

const A = sampleResident.municipality;
const CARD = sampleUser.cardId;

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
export const tuningDraft = {
  ...{ municipality: A, revision: 3, base: 1, parameters: `{"${MARK}":1}`, changedBy: MARK, changedAt: 1 },
};
export const tuningVersion = {
  ...{ municipality: A, version: 1, parameters: `{"${MARK}":1}`, hash: MARK },
  ...{ publishedBy: MARK, approvedBy: MARK, reason: MARK, publishedAt: 1 },
};

export const approval = {
  ...{ municipality: A, id: "approval-1", act: "keys.reinitialise" as const, subject: MARK, reason: MARK },
  ...{ requestedBy: MARK, requestedAt: 1, expiresAt: 2, state: "open" as const },
};

const changed = { municipality: A, changedBy: MARK, changedAt: 1 };
export const loginMethod = { ...changed, method: "card" as const };
export const operatorCard = { ...changed, cardId: CARD, operatorId: "op1", state: "live" as const };
export const fingerprint = { ...changed, operatorId: "op1", sealed: Buffer.from(MARK) };

export const ticket = {
  ...{ id: "ticket-1", municipality: A, issuer: "13103", cardId: CARD },
  ...{ state: "taken" as const, sealed: MARK, changedAt: 1 },
};

export const key = {
  ...{ use: "area" as const, municipality: A, keyId: "K1", generation: 1, wrapped: Buffer.from(MARK) },
  ...{ checkValue: MARK, registeredAt: 1 },
};

export const stop = {
  ...{ municipality: A, cardId: CARD, reason: "lost" as const, reportedBy: "holder" as const },
  ...{ setBy: MARK, setAt: 1 },
};
export const serviceId = {
  municipality: A,
  id: "id-1",
  residentId: sampleResident.residentId,
  state: "active" as const,
  changedAt: 1,
};
export const issuance = {
  ...{ municipality: A, requestId: "request-1", serviceId: "certificate", cardId: MARK, kind: "resident" },
  ...{ state: "asked" as const, operatorId: MARK, correlationId: "c-1", askedAt: 1, changedAt: 1 },
};

export const initialSetting = { municipality: A, state: "initialised" as const, changedBy: MARK, changedAt: 1 };
export const operator = {
  ...{ municipality: A, id: "op1", name: MARK, roles: ["counter"] as const },
  ...{ withdrawn: [], state: "registered" as const },
  ...{ passwordHash: MARK, failures: 0, lockedUntil: 0 },
};
