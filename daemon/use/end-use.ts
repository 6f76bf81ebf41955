import type { Handler } from "../api/call.js";
import type { DaemonPorts } from "../main/ports.js";
import { endUse } from "../services/hand-over/index.js";
import { useErrors } from "./use-errors.js";

/**
 * Ends a use whose card is not there: lost, broken, or at home. The registration ends and its system is told, so that no service is given
 * from now on; the application itself stays on the card, gives nothing, and is deleted when the card comes to a counter again (R-USE-05).
 */
export const endWithoutCard =
  (ports: DaemonPorts): Handler<"use.end"> =>
  async ({ applicationId }, call) => {
    const { municipality } = call.session;
    const { handOver, cardId } = await ports.store.transaction(async (repositories) => {
      const { applications, users, registrations } = repositories.of(municipality);
      const application = await applications.find(applicationId);
      if (application?.state !== "open" || application.kind !== "delete") throw useErrors.error("no-application");
      const service = ports.services.find(municipality, application.serviceId ?? "");
      const user = await users.find(application.userId);
      if (service === undefined || user === undefined) throw useErrors.error("not-registered");
      call.target(user.id);
      call.facts({ serviceId: service.id, cardPresent: false });
      if ((await registrations.live(user.cardId, service.id)) === undefined) throw useErrors.error("not-registered");
      const { correlationId } = call;
      const outcome = await endUse(ports, repositories, service, { cardId: user.cardId, correlationId });
      await applications.close(applicationId);
      return { handOver: outcome, cardId: user.cardId };
    });
    ports.handOver.wake();
    call.facts({ cardId, handOver });
    return { cardId, handOver, onCard: "remains" };
  };
