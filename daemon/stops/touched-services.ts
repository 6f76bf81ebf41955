import type { Bilingual } from "../api/contract/index.js";
import type { DaemonPorts } from "../main/ports.js";
import type { Service } from "../services/service.js";

/** A service that a stop reaches, as far as it is known who runs it. */
export interface TouchedService {
  readonly serviceId: string;
  readonly municipality: string;
  readonly systemId: string;
  readonly system?: Bilingual;
  readonly told: "notified" | "not-notified-non-conforming";
}

function touched({ id, municipality, system, name }: Service): TouchedService {
  return {
    serviceId: id,
    municipality,
    systemId: system.id,
    system: system.name ?? name,
    told: system.conforming === true ? "notified" : "not-notified-non-conforming",
  };
}

/**
 * The services that these cards are registered for, here and in joint use: all of them are stopped, not one (R-STOP-01). A business
 * system that does not follow the interface cannot be told (R-EXT-07); the gates refuse it the card all the same.
 */
export async function touchedServices(
  { store, services, municipalities }: Pick<DaemonPorts, "store" | "services" | "municipalities">,
  municipality: string,
  cardIds: readonly string[],
): Promise<readonly TouchedService[]> {
  const joint = store.jointly(municipalities.jointWith(municipality));
  const found = new Map<string, TouchedService>();
  for (const cardId of cardIds) {
    for (const use of await joint.registrations.ofCard(cardId)) {
      const service = services.find(use.municipality, use.serviceId);
      if (service !== undefined) found.set(`${use.municipality} ${service.id}`, touched(service));
    }
  }
  return [...found.values()];
}

/** What the operator is told of systems that could not be told: never a silent success. */
export function warningsFor(services: readonly TouchedService[]): readonly Bilingual[] {
  return services
    .filter(({ told }) => told !== "notified")
    .map(({ system, systemId }) => ({
      en: `not notified: non-conforming system ${system?.en ?? systemId} (${systemId})`,
      ja: `未通知: インタフェースに準拠しないシステム ${system?.ja ?? systemId}(${systemId})`,
    }));
}
