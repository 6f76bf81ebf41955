import type { CardIdentity } from "#card/region/card-driver.js";
import type { DaemonPart } from "../main/part.js";
import type { DaemonPorts } from "../main/ports.js";
import { userErrors } from "./resident-errors.js";
import { readResidentFile } from "./resident-file.js";

type Ports = Pick<DaemonPorts, "store" | "clock" | "newId" | "services">;

/** Residents and users of the session's own municipality: no other is ever reached (R-PRIV-11). */
export function residentPart(ports: Ports, identify: (readerId: string) => Promise<CardIdentity>): DaemonPart {
  const { store, clock } = ports;
  return {
    handlers: {
      "residents.import": async ({ content }, call) => {
        const { municipality } = call.session;
        const imported = await store.transaction(async (repositories) => {
          const last = await repositories.residents.sequence(municipality);
          const file = readResidentFile(content, municipality, last);
          await repositories.residents.save(file.residents);
          await repositories.residents.setSequence(municipality, file.sequence);
          return file;
        });
        const { sequence, residents } = imported;
        call.facts({ sequence, residents: residents.length });
        return { imported: residents.length, sequence };
      },

      "residents.search": async ({ query }, call) => {
        const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
        const found = await store.residents.search(call.session.municipality, given);
        // The log has who looked and whom it showed, not what was asked for: a search term is a name.
        call.facts({ by: Object.keys(given).join(","), found: found.length });
        if (found.length > 0) call.target(found.map(({ residentId }) => residentId).join(","));
        return {
          residents: found.map(({ residentId, name, kana, address, birth, sex }) => ({
            residentId,
            name,
            kana,
            address,
            birth,
            sex,
          })),
        };
      },

      "users.register": async ({ readerId, residentId }, call) => {
        const { municipality, operatorId } = call.session;
        if (!(await store.residents.find(municipality, residentId))) throw userErrors.error("no-such-resident");
        // What the caller wrote is put on record only once it is known to be an id.
        call.target(residentId);
        const { cardId } = await identify(readerId);
        await call.stillPermitted();
        call.facts({ cardId });
        const userId = await store.transaction(async ({ users }) => {
          const known = await users.findByCard(municipality, cardId);
          if (known !== undefined && known.residentId !== residentId) throw userErrors.error("card-of-another");
          if (known !== undefined) return known.id;
          const id = ports.newId();
          const registeredAt = clock.now();
          await users.add({ id, municipality, residentId, cardId, registeredBy: operatorId, registeredAt });
          return id;
        });
        call.facts({ userId });
        return { userId, cardId };
      },

      "applications.record": async ({ userId, serviceId, kind }, call) => {
        const { municipality, operatorId } = call.session;
        const user = await store.users.find(userId);
        if (user?.municipality !== municipality) throw userErrors.error("no-such-user");
        call.target(userId);
        if (ports.services.find(municipality, serviceId) === undefined) throw userErrors.error("no-such-service");
        call.facts({ serviceId, kind });
        const id = ports.newId();
        const recorded = { recordedBy: operatorId, recordedAt: clock.now(), state: "open" } as const;
        await store.applications.add({ id, municipality, userId, serviceId, kind, ...recorded });
        call.facts({ applicationId: id });
        return { applicationId: id };
      },
    },
  };
}
