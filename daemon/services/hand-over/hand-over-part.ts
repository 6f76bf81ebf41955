import type { DaemonPart } from "../../main/part.js";
import type { DaemonPorts } from "../../main/ports.js";
import { handOverErrors } from "./hand-over-errors.js";

/** What business systems have not taken yet, and the sending of it. */
export function handOverPart(ports: DaemonPorts): DaemonPart {
  const { store, clock, services } = ports;
  return {
    handlers: {
      "handOver.list": async (_, { session }) => {
        const open = await store.of(session.municipality).handOvers.open();
        const systems = services.of(session.municipality).map(({ system }) => system.id);
        return {
          messages: open.map(({ id, systemId, serviceId, userId, kind, state, attempts, createdAt, lastError }) => ({
            ...{ id, systemId, serviceId, userId, kind, attempts },
            state: state === "refused" ? state : "waiting",
            since: new Date(createdAt).toISOString(),
            ...(lastError === undefined ? {} : { lastError }),
          })),
          down: systems.filter((id) => ports.handOver.isDown(id)),
        };
      },

      "handOver.retry": async ({ id }, call) => {
        const { municipality } = call.session;
        await store.transaction(async ({ of }) => {
          const { handOvers } = of(municipality);
          const message = await handOvers.find(id);
          if (message === undefined) throw handOverErrors.error("no-such");
          call.target(message.userId);
          const { systemId, kind, number, sequence } = message;
          call.facts({ systemId, kind, sequence });
          if (message.state !== "refused") throw handOverErrors.error("not-refused");
          if (await handOvers.hasLater(systemId, number, sequence)) throw handOverErrors.error("superseded");
          const now = clock.now();
          await handOvers.change(id, { state: "waiting", dueAt: now, changedAt: now });
        });
        ports.handOver.wake();
        return { state: "waiting" };
      },
    },
    start: async () => ports.handOver.start(),
    stop: () => ports.handOver.stop(),
  };
}
