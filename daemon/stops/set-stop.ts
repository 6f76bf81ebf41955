import type { Handler } from "../api/call.js";
import type { DaemonPorts } from "../main/ports.js";
import { type Told, tellSystems } from "../services/hand-over/index.js";
import type { StopReason, UserRecord } from "../store/records.js";
import { stopErrors } from "./stop-errors.js";
import { touchedServices, warningsFor } from "./touched-services.js";

/** A report of loss or theft stops the ID as well; for anything else the operator must have asked (R-STOP-03, A-45). */
function withServiceId(reason: StopReason, said: boolean | undefined): boolean {
  if (reason === "lost" || reason === "stolen") {
    if (said === false) throw stopErrors.error("service-id-too", { reason });
    return true;
  }
  if (said === undefined) throw stopErrors.error("say-service-id", { reason });
  return said;
}

/** The municipality's users of this resident: the one with the named card, or all. Throws `stop.no-such-user`. */
export async function usersOf(
  { store }: Pick<DaemonPorts, "store">,
  municipality: string,
  residentId: string,
  cardId: string | undefined,
): Promise<readonly UserRecord[]> {
  const users = (await store.of(municipality).users.ofResident(residentId)).filter(
    (user) => cardId === undefined || user.cardId === cardId,
  );
  if (users.length === 0) throw stopErrors.error("no-such-user", { residentId });
  return users;
}

/** Also somebody who has no card in use, but a service-use ID that a stop is to reach (R-STOP-03). */
async function holdersOf(
  ports: Pick<DaemonPorts, "store">,
  municipality: string,
  residentId: string,
  cardId: string | undefined,
  both: boolean,
): Promise<readonly UserRecord[]> {
  const own = ports.store.of(municipality);
  const idAlone = async () =>
    both &&
    cardId === undefined &&
    (await own.users.ofResident(residentId)).length === 0 &&
    (await own.serviceIds.ofResident(residentId)).length > 0;
  return (await idAlone()) ? [] : usersOf(ports, municipality, residentId, cardId);
}

/** Stops cards by who holds them: no card is in hand, for it is lost (R-STOP-07). */
export const setStop =
  (ports: DaemonPorts): Handler<"stops.set"> =>
  async ({ residentId, cardId: one, reason, reportedBy, serviceId }, call) => {
    const { store, clock, announcer, municipalities } = ports;
    const { municipality, operatorId } = call.session;
    const both = withServiceId(reason, serviceId);
    const users = await holdersOf(ports, municipality, residentId, one, both);
    const cards = [...new Set(users.map(({ cardId }) => cardId))];
    call.target(cards.length > 0 ? cards.join(",") : residentId);
    const setAt = clock.now();
    const near = municipalities.jointWith(municipality);
    const { serviceIds, told } = await store.transaction(async (repositories) => {
      const own = repositories.of(municipality);
      const told: Told[] = [];
      for (const cardId of cards) {
        await own.stops.set({ municipality, cardId, reason, reportedBy, setBy: operatorId, setAt });
        // In their outbox too, for systems that are not connected now.
        const { correlationId } = call;
        told.push(...(await tellSystems(ports, repositories, near, cardId, { kind: "stopped", correlationId })));
      }
      if (!both) return { told, serviceIds: [] };
      await own.serviceIds.stop(residentId, reason, setAt);
      const ids = await own.serviceIds.ofResident(residentId);
      return { told, serviceIds: ids.filter(({ state }) => state === "stopped") };
    });
    ports.handOver.wake();
    // The stop holds from here on: whoever has such a card open loses it now, in whichever municipality.
    for (const cardId of cards) ports.stopNews.tell({ cardId, municipality, reason });
    const services = touchedServices(told);
    const conforming = new Set(services.filter(({ told }) => told === "notified").map(({ systemId }) => systemId));
    for (const cardId of cards) {
      announcer.announce("stops.changed", { cardId, state: "stopped", municipality }, (session) =>
        session.kind === "operator" ? near.includes(session.municipality) : conforming.has(session.systemId),
      );
    }
    const untold = services.length - services.filter(({ told }) => told === "notified").length;
    call.facts({ reason, reportedBy, cards: cards.length, serviceIds: serviceIds.length, untold });
    return {
      cards,
      serviceIds: serviceIds.map(({ id }) => id),
      services: [...services],
      warnings: [...warningsFor(services)],
    };
  };
