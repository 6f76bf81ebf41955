import type { JournalRecord } from "../../store/records.js";
import type { Repositories } from "../../store/repositories.js";

/** The load is done: the registration gives service from now on, and the application record is used up. */
export async function confirmLoad({ registrations, applications }: Repositories, entry: JournalRecord, now: number) {
  if (entry.registrationId !== undefined) await registrations.setState(entry.registrationId, "active", now);
  if (entry.applicationId !== undefined) await applications.close(entry.applicationId);
}

/** The load came to nothing: the registration is withdrawn; the application record stays open for another try. */
export async function withdrawLoad({ registrations }: Repositories, entry: JournalRecord, now: number) {
  if (entry.registrationId !== undefined) await registrations.setState(entry.registrationId, "withdrawn", now);
}
