import type { Handlers } from "../api/call.js";
import type { DaemonPorts } from "../main/ports.js";
import { useErrors } from "./use-errors.js";

/** What is not withdrawn. */
type LiveState = "pending" | "active";

/** The users of a resident, with their cards, services and stops; and the end of a user who has none of them any more (R-DATA-01). */
export function userHandlers({ store }: Pick<DaemonPorts, "store">): Handlers {
  return {
    "users.list": async ({ residentId }, call) => {
      const own = store.of(call.session.municipality);
      const found = await own.users.ofResident(residentId);
      if (found.length > 0) call.target(residentId);
      const users = [];
      for (const { id, cardId, registeredAt } of found) {
        const stop = await own.stops.find(cardId);
        const services = (await own.registrations.ofCard(cardId)).map(({ serviceId, state }) => ({
          serviceId,
          state: state as LiveState,
        }));
        users.push({
          ...{ userId: id, cardId, registeredAt: new Date(registeredAt).toISOString(), services },
          ...(stop !== undefined && { stopped: stop.reason }),
        });
      }
      return { users };
    },

    "users.remove": async ({ userId }, call) => {
      await store.transaction(async ({ of, waiting }) => {
        const { users, registrations, handOvers, stops } = of(call.session.municipality);
        const user = await users.find(userId);
        if (user === undefined) throw useErrors.error("no-such-user");
        call.target(userId);
        const live = await registrations.ofCard(user.cardId);
        const writes = await waiting.onCard(user.cardId);
        if (live.length > 0 || writes.length > 0) {
          throw useErrors.error("live-services", {
            services: live.map(({ serviceId }) => serviceId).join(","),
            writes: writes.length,
          });
        }
        // Without its user nobody could lift it any more.
        if ((await stops.find(user.cardId)) !== undefined) throw useErrors.error("stopped");
        const untold = await handOvers.countOpen(userId);
        if (untold > 0) throw useErrors.error("untold", { messages: untold });
        await users.remove(userId);
      });
      return { userId };
    },
  };
}
