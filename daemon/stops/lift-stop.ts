import type { Handler } from "../api/call.js";
import { demandActive } from "../gates/card-state.js";
import type { DaemonPorts } from "../main/ports.js";
import { tellSystems } from "../services/hand-over/index.js";
import { usersOf } from "./set-stop.js";
import { stopErrors } from "./stop-errors.js";

/** Lifts one's own stop: an operator's act, after an identity check, while the CS says that the card is in operation. */
export const liftStop =
  (ports: DaemonPorts): Handler<"stops.lift"> =>
  async ({ residentId, cardId, what, identityChecked }, call) => {
    const { municipality } = call.session;
    const { store } = ports;
    const own = store.of(municipality);
    if (cardId === undefined) {
      // Whoever has no card in use has no state that the CS could tell of either: the identity check is what remains.
      const cards = (await own.users.ofResident(residentId)).length;
      if (what === "card" || cards > 0) throw stopErrors.error("say-card", { what });
    } else await usersOf(ports, municipality, residentId, cardId);
    call.target(cardId ?? residentId);
    call.facts({ what });
    const isStopped =
      what === "card" && cardId !== undefined
        ? (await own.stops.find(cardId)) !== undefined
        : (await own.serviceIds.ofResident(residentId)).some(({ state }) => state === "stopped");
    if (!isStopped) throw stopErrors.error("not-stopped", { what });
    if (identityChecked !== true) throw stopErrors.error("identity-unchecked");
    call.facts({ identityChecked: true });
    if (cardId !== undefined) await demandActive(ports.status, cardId);
    await call.stillPermitted();
    const near = ports.municipalities.jointWith(municipality);
    const lifted = { kind: "lifted", correlationId: call.correlationId } as const;
    const stillStopped = await store.transaction(async (repositories) => {
      const { stops, serviceIds } = repositories.of(municipality);
      if (what !== "card" || cardId === undefined) {
        await serviceIds.lift(residentId, ports.clock.now());
        return false;
      }
      await stops.lift(cardId);
      // Another municipality may have stopped the same card: its stop is its own to lift.
      if ((await repositories.stops.of(cardId)) !== undefined) return true;
      await tellSystems(ports, repositories, near, cardId, lifted);
      return false;
    });
    call.facts({ stillStopped });
    if (what === "card" && cardId !== undefined && !stillStopped) {
      ports.handOver.wake();
      ports.announcer.announce(
        "stops.changed",
        { cardId, state: "lifted", municipality },
        (session) => session.kind === "operator" && near.includes(session.municipality),
      );
    }
    return { ...(cardId !== undefined && { cardId }), lifted: what, stillStopped };
  };
