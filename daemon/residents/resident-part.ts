import type { CardIdentity } from "#card/region/card-driver.js";
import { gateErrors } from "../gates/gate-errors.js";
import type { DaemonPart } from "../main/part.js";
import type { DaemonPorts } from "../main/ports.js";
import type { ApplicationRecord } from "../store/records.js";
import { importHandlers } from "./import-handlers.js";
import { Imports } from "./imports.js";
import { manualResidentHandlers } from "./manual-residents.js";
import { outputHandlers } from "./output/output-handlers.js";
import { askRegularly } from "./relay/ask-regularly.js";
import { userErrors } from "./resident-errors.js";
import { shownItems } from "./resident-items.js";
import { sourcesOf } from "./sources.js";

type Ports = Pick<
  DaemonPorts,
  "store" | "clock" | "newId" | "services" | "residentSettings" | "audit" | "failures" | "handOver" | "importNews"
>;

/** What is applied for: one of the municipality's services, or the deletion of an application that is none of them (R-MOVE-07). */
function applicationOf(
  { services }: Ports,
  municipality: string,
  serviceId: string | undefined,
  aid: string | undefined,
): Pick<ApplicationRecord, "serviceId" | "aid"> {
  if (serviceId !== undefined) {
    if (services.find(municipality, serviceId) === undefined) throw userErrors.error("no-such-service");
    return { serviceId };
  }
  const upper = (aid ?? "").toUpperCase();
  const own = services.byAid(upper);
  return own?.municipality === municipality ? { serviceId: own.id } : { aid: upper };
}

/** Residents and users of the session's own municipality: no other is ever reached (R-PRIV-11). */
export function residentPart(
  ports: Ports,
  identify: (readerId: string, municipality: string) => Promise<CardIdentity>,
): DaemonPart {
  const { store, clock } = ports;
  const imports = new Imports(ports);
  let endAsking: (() => Promise<void>) | undefined;
  return {
    start: async () => {
      endAsking = askRegularly(ports, imports);
    },
    stop: async () => {
      await endAsking?.();
      imports.close();
    },
    handlers: {
      ...importHandlers(ports, imports),
      ...outputHandlers(ports),
      ...manualResidentHandlers(ports),

      "residents.search": async ({ query }, call) => {
        const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
        const found = await store.of(call.session.municipality).residents.search(given);
        // The log has who looked and whom it showed, not what was asked for: a search term is a name.
        call.facts({ by: Object.keys(given).join(","), found: found.length });
        if (found.length > 0) call.target(found.map(({ residentId }) => residentId).join(","));
        const { items } = ports.residentSettings.of(call.session.municipality);
        const sourceOf = await sourcesOf(store.of(call.session.municipality).residents, found);
        return {
          residents: found.map((resident) => {
            const { residentId, name, kana, address, birth, sex } = resident;
            const person = { residentId, name, kana, address, birth, sex };
            return { ...person, items: shownItems(items, resident.items), ...sourceOf(resident) };
          }),
        };
      },

      "users.register": async ({ readerId, cardId: meant, residentId }, call) => {
        const { municipality, operatorId } = call.session;
        if (!(await store.of(municipality).residents.find(residentId))) throw userErrors.error("no-such-resident");
        // What the caller wrote is put on record only once it is known to be an id.
        call.target(residentId);
        const { cardId } = await identify(readerId, municipality);
        if (meant !== undefined && meant !== cardId) throw gateErrors.error("another-card");
        await call.stillPermitted();
        call.facts({ cardId });
        const userId = await store.transaction(async (repositories) => {
          const { users } = repositories.of(municipality);
          const known = await users.findByCard(cardId);
          if (known !== undefined && known.residentId !== residentId) throw userErrors.error("card-of-another");
          if (known !== undefined) return known.id;
          // One user for each resident: a card that was issued anew takes the place of the former one, with the numbers and services of its user.
          if ((await users.ofResident(residentId)).length > 0) throw userErrors.error("already-registered");
          const id = ports.newId();
          const registeredAt = clock.now();
          await users.add({ id, municipality, residentId, cardId, registeredBy: operatorId, registeredAt });
          return id;
        });
        call.facts({ userId });
        return { userId, cardId };
      },

      "applications.record": async ({ userId, serviceId, aid, kind }, call) => {
        const { municipality, operatorId } = call.session;
        const own = store.of(municipality);
        if ((await own.users.find(userId)) === undefined) throw userErrors.error("no-such-user");
        call.target(userId);
        const what = applicationOf(ports, municipality, serviceId, aid);
        call.facts({ ...what, kind });
        const id = ports.newId();
        const recorded = { recordedBy: operatorId, recordedAt: clock.now(), state: "open" } as const;
        await own.applications.add({ id, municipality, userId, ...what, kind, ...recorded });
        call.facts({ applicationId: id });
        return { applicationId: id };
      },
    },
  };
}
