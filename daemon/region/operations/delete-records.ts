import type { JournalRecord } from "../../store/records.js";
import type { Repositories } from "../../store/repositories.js";

/** The application is gone: its registration ends and the application record is used up (R-USE-05). */
export async function closeDelete({ of, cardUse, pinTries }: Repositories, entry: JournalRecord, now: number) {
  // It may be another municipality's application that was deleted, and so another's registration that ends (R-MOVE-07).
  if (entry.serviceId !== undefined) await cardUse.end(entry.cardId, entry.serviceId, now);
  if (entry.aid !== undefined) await pinTries.clear(entry.cardId, entry.aid);
  if (entry.applicationId !== undefined) await of(entry.municipality).applications.close(entry.applicationId);
}
