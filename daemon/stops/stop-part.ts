import type { PartFactory } from "../main/part.js";
import { userErrors } from "../residents/resident-errors.js";
import { liftStop } from "./lift-stop.js";
import { setStop } from "./set-stop.js";
import { stopErrors } from "./stop-errors.js";
import { stopProposals } from "./stop-proposals.js";

const moment = (at: number) => new Date(at).toISOString();

/** Stops (停止措置): cards and service-use IDs, by report, each with a right of its own (R-STOP). */
export const stopPart: PartFactory = (ports) => {
  const { store, clock } = ports;
  const { handlers: ofProposals, ...proposals } = stopProposals(ports);
  return {
    ...proposals,
    handlers: {
      ...ofProposals,
      "stops.set": setStop(ports),
      "stops.lift": liftStop(ports),

      "stops.list": async (_params, { session }) => {
        const own = store.of(session.municipality);
        const cards = [];
        for (const { cardId, reason, reportedBy, setBy, setAt } of await own.stops.all()) {
          const user = await own.users.findByCard(cardId);
          const who = user === undefined ? {} : { residentId: user.residentId };
          cards.push({ cardId, ...who, reason, reportedBy, setBy, setAt: moment(setAt) });
        }
        const serviceIds = (await own.serviceIds.stopped()).map(({ id, residentId, reason, changedAt }) => ({
          id,
          residentId,
          ...(reason ? { reason } : {}),
          since: moment(changedAt),
        }));
        return { cards, serviceIds };
      },

      "serviceIds.add": async ({ residentId, id }, call) => {
        const { municipality } = call.session;
        await store.transaction(async (repositories) => {
          const own = repositories.of(municipality);
          if ((await own.residents.find(residentId)) === undefined) throw userErrors.error("no-such-resident");
          if ((await own.serviceIds.find(id)) !== undefined) throw stopErrors.error("service-id-taken");
          await own.serviceIds.add({ municipality, id, residentId, state: "active", changedAt: clock.now() });
        });
        call.target(residentId);
        return { id, state: "active" };
      },

      "serviceIds.state": async ({ id }, { session }) => {
        const known = await store.of(session.municipality).serviceIds.find(id);
        if (known === undefined) throw stopErrors.error("service-id-unknown");
        if (known.state !== "active") throw stopErrors.error("service-id-stopped");
        return { state: "active" };
      },
    },
  };
};
