import type { DaemonPorts } from "../../main/ports.js";
import { endUse } from "../../services/hand-over/index.js";
import type { JournalRecord } from "../../store/records.js";
import type { Repositories } from "../../store/repositories.js";

/** The application is gone: its registration ends, its system is told of it, and the application record is used up (R-USE-05). */
export async function closeDelete(
  ports: DaemonPorts,
  repositories: Repositories,
  { municipality, cardId, aid, serviceId, applicationId, correlationId }: JournalRecord,
) {
  const { of, cardUse, pinTries } = repositories;
  // It may be another municipality's application that was deleted, and so another's registration that ends (R-MOVE-07).
  const service = ports.services.byAid(aid ?? "");
  if (service !== undefined) await endUse(ports, repositories, service, { cardId, correlationId });
  else if (serviceId !== undefined) await cardUse.end(cardId, serviceId, ports.clock.now());
  if (aid !== undefined) await pinTries.clear(cardId, aid);
  if (applicationId !== undefined) await of(municipality).applications.close(applicationId);
  if (service === undefined || service.municipality === municipality) return;
  // Another municipality of this system reads in its own log that an application of its is gone (R-MOVE-07).
  const row = {
    municipality: service.municipality,
    target: cardId,
    correlationId,
    facts: { aid: service.aid, by: municipality },
  };
  await ports.auditOutbox.add(repositories, { event: "cardApps.deleted-elsewhere", outcome: "ok", ...row });
}
