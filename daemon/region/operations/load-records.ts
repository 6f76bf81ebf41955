import type { JournalRecord } from "../../store/records.js";
import type { Repositories } from "../../store/repositories.js";

/** The load is done: the registration gives service from now on, and the application record is used up. */
export async function confirmLoad(repositories: Repositories, entry: JournalRecord, now: number) {
  const { registrations, applications } = repositories.of(entry.municipality);
  if (entry.aid !== undefined) await repositories.pinTries.clear(entry.cardId, entry.aid);
  if (entry.registrationId !== undefined) await registrations.setState(entry.registrationId, "active", now);
  if (entry.applicationId !== undefined) await applications.close(entry.applicationId);
}

/** The load came to nothing: the registration is withdrawn; the application record stays open for another try. */
export async function withdrawLoad({ of }: Repositories, entry: JournalRecord, now: number) {
  if (entry.registrationId !== undefined)
    await of(entry.municipality).registrations.setState(entry.registrationId, "withdrawn", now);
}
