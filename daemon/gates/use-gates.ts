import type { CardStatusPort } from "../status/status-port.js";
import type { Repositories } from "../store/repositories.js";
import { demandActive, demandNotStopped } from "./card-state.js";
import { gateErrors } from "./gate-errors.js";

export interface UseGatePorts {
  readonly status: CardStatusPort;
  readonly store: Pick<Repositories, "stops" | "jointly">;
}

/** What is to be used: this card, for this service, which these municipalities use jointly, or one alone. */
export interface Use {
  readonly sharers: readonly string[];
  readonly cardId: string;
  readonly serviceId: string;
}

/**
 * The gates before a service is given: operation status, operator's stop, registration. Three independent flags, all must be clear.
 * The status is asked anew each time. Sends nothing to the card. Throws `gate.*`.
 */
export async function passUseGates(
  { status, store }: UseGatePorts,
  { sharers, cardId, serviceId }: Use,
): Promise<void> {
  await demandActive(status, cardId);
  await demandNotStopped(store.stops, cardId);
  const registration = await store.jointly(sharers).registrations.live(cardId, serviceId);
  if (registration === undefined) throw gateErrors.error("not-registered");
  if (registration.state !== "active") throw gateErrors.error("registration-pending", { state: registration.state });
}
