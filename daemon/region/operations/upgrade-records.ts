import type { DaemonPorts } from "../../main/ports.js";
import type { JournalRecord } from "../../store/records.js";
import type { Repositories } from "../../store/repositories.js";

/** The upgrade is over: the registration gives service again, unless its use was ended in the meantime. A new application has a count of its own. */
export async function confirmUpgrade(
  { clock }: Pick<DaemonPorts, "clock">,
  { of, pinTries }: Repositories,
  { municipality, cardId, aid, registrationId = "" }: JournalRecord,
  isNew: boolean,
): Promise<void> {
  const { registrations } = of(municipality);
  if (isNew && aid !== undefined) await pinTries.clear(cardId, aid);
  const registration = await registrations.find(registrationId);
  if (registration?.state === "pending") await registrations.setState(registrationId, "active", clock.now());
}
