import type { DaemonPart } from "../main/part.js";
import type { DaemonPorts } from "../main/ports.js";

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
    },
  };
}
