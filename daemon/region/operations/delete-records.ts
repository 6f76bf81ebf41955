import type { JournalRecord } from "../../store/records.js";
import type { Repositories } from "../../store/repositories.js";

/** The application is gone: its registration ends and the application record is used up (R-USE-05). */
export async function closeDelete(
  { registrations, applications, pinTries }: Repositories,
  entry: JournalRecord,
  now: number,
) {
  const live = entry.serviceId === undefined ? undefined : await registrations.live(entry.cardId, entry.serviceId);
  if (live !== undefined) await registrations.setState(live.id, "withdrawn", now);
  if (entry.aid !== undefined) await pinTries.clear(entry.cardId, entry.aid);
  if (entry.applicationId !== undefined) await applications.close(entry.applicationId);
}
