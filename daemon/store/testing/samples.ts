import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JournalRecord, RegistrationRecord, ResidentRecord, UserRecord } from "../records.js";

/** Records for tests: all of one made-up municipality. */
export const sampleResident: ResidentRecord = {
  municipality: "13101",
  residentId: "R0001",
  name: "見本 太郎",
  kana: "ミホン タロウ",
  address: "見本県見本市1-1",
  birth: "1980-01-02",
  sex: "1",
  sequence: 1,
};

export const sampleUser: UserRecord = {
  id: "user-1",
  municipality: "13101",
  residentId: "R0001",
  cardId: "0102030405",
  registeredBy: "op1",
  registeredAt: 1_775_000_000_000,
};

export const sampleRegistration: RegistrationRecord = {
  id: "registration-1",
  municipality: "13101",
  userId: "user-1",
  cardId: "0102030405",
  serviceId: "library",
  aid: "F04D41444F2013101F01",
  state: "pending",
  changedAt: 1_775_000_000_000,
};

export const sampleJournal: JournalRecord = {
  id: "journal-1",
  municipality: "13101",
  cardId: "0102030405",
  operation: "cardApps.load",
  state: "open",
  step: "begin",
  aid: "F04D41444F2013101F01",
  operatorId: "op1",
  correlationId: "c-1",
  startedAt: 1_775_000_000_000,
  changedAt: 1_775_000_000_000,
};

/** A directory that lives as long as `use` runs. */
export async function withDirectory<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), "madoguchi-"));
  try {
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
