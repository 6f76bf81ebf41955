import type { Bilingual } from "../api/contract/index.js";
import type { Told } from "../services/hand-over/index.js";

/** A service that a stop reaches, as far as it is known who runs it. */
export interface TouchedService {
  readonly serviceId: string;
  readonly municipality: string;
  readonly systemId: string;
  readonly system?: Bilingual;
  readonly told: "notified" | "not-notified-non-conforming";
}

/**
 * The services that the stopped cards are registered for, here and in joint use, each once: all of them are stopped, not one (R-STOP-01).
 * A business system that does not follow the interface cannot be told (R-EXT-07); the gates refuse it the card all the same.
 */
export function touchedServices(told: readonly Told[]): readonly TouchedService[] {
  const found = new Map<string, TouchedService>();
  for (const { service, municipality, outcome } of told) {
    const { id, system, name } = service;
    found.set(`${municipality} ${id}`, {
      serviceId: id,
      municipality: service.municipality,
      systemId: system.id,
      system: system.name ?? name,
      told: outcome === "non-conforming" ? "not-notified-non-conforming" : "notified",
    });
  }
  return [...found.values()].sort((a, b) => (a.serviceId < b.serviceId ? -1 : 1));
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
