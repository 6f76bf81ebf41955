import type { CardIdentity } from "#card/region/card-driver.js";
import type { Handler } from "../api/call.js";
import { demandActive, demandNotStopped } from "../gates/card-state.js";
import type { DaemonPorts } from "../main/ports.js";
import { endUse } from "../services/hand-over/index.js";
import type { Repositories } from "../store/repositories.js";
import { useErrors } from "./use-errors.js";

/** Reads who the card in a reader of this municipality is. */
export type Identify = (readerId: string, municipality: string) => Promise<CardIdentity>;

interface Replacement {
  readonly municipality: string;
  readonly userId: string;
  readonly cardId: string;
  readonly operatorId: string;
  readonly correlationId: string;
}

/** The registrations of the old card end, and each is applied for anew with the new one; the user stays who it is. */
async function moveUses(ports: DaemonPorts, repositories: Repositories, to: Replacement) {
  const { users, registrations, applications } = repositories.of(to.municipality);
  const user = await users.find(to.userId);
  if (user === undefined) throw useErrors.error("no-such-user");
  if (user.cardId === to.cardId) throw useErrors.error("same-card");
  if ((await users.findByCard(to.cardId)) !== undefined) throw useErrors.error("card-taken");
  const serviceIds: string[] = [];
  for (const { serviceId } of await registrations.ofCard(user.cardId)) {
    const service = ports.services.find(to.municipality, serviceId);
    if (service === undefined) continue;
    await endUse(ports, repositories, service, { cardId: user.cardId, correlationId: to.correlationId });
    await applications.add({
      ...{ id: ports.newId(), municipality: to.municipality, userId: user.id, serviceId, kind: "load", state: "open" },
      ...{ recordedBy: to.operatorId, recordedAt: ports.clock.now() },
    });
    serviceIds.push(serviceId);
  }
  await users.setCard(user.id, to.cardId);
  return { formerCardId: user.cardId, serviceIds };
}

/**
 * The user has been issued another card: it takes the place of the old one. No service is given with the old card any more; the services
 * are loaded onto the new one by the resume list, and their systems go on knowing the user by the same number (R-PRIV-10).
 */
export const replaceCard =
  (ports: DaemonPorts, identify: Identify): Handler<"cards.replace"> =>
  async ({ readerId, cardId: meant, userId }, call) => {
    const { municipality, operatorId } = call.session;
    call.target(userId);
    const { cardId } = await identify(readerId, municipality);
    if (cardId !== meant) throw useErrors.error("same-card");
    await demandActive(ports.status, cardId);
    await demandNotStopped(ports.store.stops, cardId);
    await call.stillPermitted();
    const to = { municipality, userId, cardId, operatorId, correlationId: call.correlationId };
    const moved = await ports.store.transaction((repositories) => moveUses(ports, repositories, to));
    ports.handOver.wake();
    call.facts({ cardId, formerCardId: moved.formerCardId, services: moved.serviceIds.join(",") });
    return { cardId, ...moved };
  };
