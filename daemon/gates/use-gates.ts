import type { PinChannel } from "../pin/effective-limit.js";
import type { CardStatus, CardStatusPort } from "../status/status-port.js";
import type { Repositories } from "../store/repositories.js";
import { demandActive, demandNotStopped } from "./card-state.js";
import { gateErrors } from "./gate-errors.js";

export interface UseGatePorts {
  readonly status: Pick<CardStatusPort, "ask">;
  readonly store: Pick<Repositories, "stops" | "jointly">;
}

/** What is to be used: this card, for this service, which these municipalities use jointly, or one alone. */
export interface Use {
  readonly sharers: readonly string[];
  readonly cardId: string;
  readonly serviceId: string;
  /** How old a state may stand in for the CS's answer depends on it. */
  readonly channel: PinChannel;
}

/**
 * The gates before a service is given: operation status, operator's stop, registration. Three independent flags, all must be clear.
 * The status is asked anew each time. Sends nothing to the card. Gives how the status is known. Throws `gate.*`.
 */
export async function passUseGates(
  { status, store }: UseGatePorts,
  { sharers, cardId, serviceId, channel }: Use,
): Promise<CardStatus> {
  const known = await demandActive(status, cardId, channel);
  await demandNotStopped(store.stops, cardId);
  const registration = await store.jointly(sharers).registrations.live(cardId, serviceId);
  if (registration === undefined) throw gateErrors.error("not-registered");
  if (registration.state !== "active") throw gateErrors.error("registration-pending", { state: registration.state });
  return known;
}
