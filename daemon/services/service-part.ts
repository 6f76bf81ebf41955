import type { DaemonPart } from "../main/part.js";
import type { DaemonPorts } from "../main/ports.js";
import { classOf, exampleOf, examplesOf, offeredServices } from "./guide-lists.js";

/** `services.list`: what the session's municipality offers. */
export function servicePart({ services }: Pick<DaemonPorts, "services">): DaemonPart {
  return {
    handlers: {
      "services.list": async (_params, { session }) => ({
        services: services
          .of(session.municipality)
          .map(({ id, municipality, name, number, aid, package: pkg, ordinance }) => ({
            id,
            name,
            number,
            aid,
            version: pkg.version,
            size: pkg.size,
            // Without an ordinance it is shown, and nothing can be loaded for it (R-AREA-10).
            enabled: ordinance !== undefined,
            ...(ordinance !== undefined && { ordinance }),
            ...(municipality !== session.municipality && { sharedBy: municipality }),
          })),
      }),

      "services.catalogue": async ({ filter }, { session }) => ({
        examples: examplesOf(filter).map((example) => ({
          mark: example.mark,
          name: example.name,
          class: classOf(example),
          offeredAs: [...example.offeredAs],
          // What the municipality has registered under it, with what each service must name (R-SVC-19).
          services: services
            .of(session.municipality)
            .filter((one) => exampleOf(one.example).number === example.number)
            .map(({ id, aid, system, municipality, ordinance }) => ({
              ...{ id, aid, systemId: system.id, municipality, enabled: ordinance !== undefined },
              ...(ordinance !== undefined && { ordinance }),
            })),
        })),
        offered: [...offeredServices],
      }),
    },
  };
}
