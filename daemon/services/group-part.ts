import type { DaemonPart } from "../main/part.js";
import type { DaemonPorts } from "../main/ports.js";

/** `groups.list`: the masters of joint use, for whoever administers them; residents are not among them (R-SHARE-04, X-18). */
export function groupPart({ services, municipalities }: Pick<DaemonPorts, "services" | "municipalities">): DaemonPart {
  return {
    handlers: {
      "groups.list": async (_params, { session }) => ({
        groups: municipalities.groupsOf(session.municipality).map(({ id, name, members }) => ({
          id,
          name,
          members: [...members],
          services: members.flatMap((owner) =>
            services
              .of(owner)
              .filter((service) => service.municipality === owner && service.sharedWith !== undefined)
              .map((service) => ({
                id: service.id,
                name: service.name,
                municipality: owner,
                aid: service.aid,
                version: service.package.version,
                offeredBy: members.filter((member) => services.find(member, service.id) !== undefined),
              })),
          ),
        })),
      }),
    },
  };
}
