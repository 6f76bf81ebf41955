import type { DaemonPorts } from "../../main/ports.js";
import { type HandOverOutcome, queueHandOver } from "../../services/hand-over/index.js";
import { asUsedIn } from "../../services/service.js";
import type { JournalRecord } from "../../store/records.js";
import type { Repositories } from "../../store/repositories.js";

/** The load is done: the registration gives service from now on, its system is told of it, and the application record is used up. */
export async function confirmLoad(
  ports: DaemonPorts,
  repositories: Repositories,
  { municipality, cardId, aid, registrationId, applicationId, serviceId = "", userId, correlationId }: JournalRecord,
): Promise<HandOverOutcome> {
  const { registrations, applications } = repositories.of(municipality);
  if (aid !== undefined) await repositories.pinTries.clear(cardId, aid);
  if (registrationId !== undefined) await registrations.setState(registrationId, "active", ports.clock.now());
  if (applicationId !== undefined) await applications.close(applicationId);
  const service = ports.services.find(municipality, serviceId);
  if (service === undefined || userId === undefined) return "unchanged";
  return queueHandOver(ports, repositories, asUsedIn(service, municipality), {
    userId,
    kind: "registered",
    correlationId,
  });
}

/** The load came to nothing: the registration is withdrawn; the application record stays open for another try. */
export async function withdrawLoad({ of }: Repositories, entry: JournalRecord, now: number) {
  if (entry.registrationId !== undefined)
    await of(entry.municipality).registrations.setState(entry.registrationId, "withdrawn", now);
}
