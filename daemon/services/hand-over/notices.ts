import type { DaemonPorts } from "../../main/ports.js";
import type { Repositories } from "../../store/repositories.js";
import { asUsedIn, type Service } from "../service.js";
import { type HandOver, type HandOverOutcome, queueHandOver } from "./queue.js";

type Ports = Pick<DaemonPorts, "clock" | "newId" | "services" | "residentSettings">;

export interface Told {
  readonly service: Service;
  /** Where the use is registered. */
  readonly municipality: string;
  /** `non-conforming` and `no-address`: nobody told the system, and the operator has to know (R-EXT-07, X-11). */
  readonly outcome: HandOverOutcome;
}

/**
 * Tells the systems of every service that a card's user is registered for, in each of these municipalities (those that use services
 * jointly); in the transaction of what is told. Who calls it wakes the outbox afterwards.
 */
export async function tellSystems(
  ports: Ports,
  repositories: Repositories,
  municipalities: readonly string[],
  cardId: string,
  { kind, correlationId }: Pick<HandOver, "kind" | "correlationId">,
): Promise<readonly Told[]> {
  const told: Told[] = [];
  for (const municipality of municipalities) {
    const { registrations } = repositories.of(municipality);
    for (const service of ports.services.of(municipality)) {
      const live = await registrations.live(cardId, service.id);
      if (live === undefined) continue;
      const handOver = { userId: live.userId, kind, correlationId };
      const outcome = await queueHandOver(ports, repositories, asUsedIn(service, municipality), handOver);
      told.push({ service, municipality, outcome });
    }
  }
  return told;
}

/** Ends the registration of a card for a service, if there is one, and tells the service's system (R-USE-05). */
export async function endUse(
  ports: Ports,
  repositories: Repositories,
  service: Service,
  { cardId, correlationId }: { readonly cardId: string; readonly correlationId: string },
): Promise<HandOverOutcome> {
  let outcome: HandOverOutcome = "unchanged";
  // In joint use the registration may be another municipality's of the group.
  for (const code of new Set([service.municipality, ...(service.sharedWith ?? [])])) {
    const live = await repositories.of(code).registrations.live(cardId, service.id);
    if (live === undefined) continue;
    const withdrawn = { userId: live.userId, kind: "withdrawn", correlationId } as const;
    outcome = await queueHandOver(ports, repositories, asUsedIn(service, code), withdrawn);
  }
  await repositories.cardUse.end(cardId, service.id, ports.clock.now());
  return outcome;
}
