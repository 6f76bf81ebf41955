import type { CardStatus, CardStatusPort } from "../status/status-port.js";
import type { Repositories, StopMark } from "../store/repositories.js";
import { gateErrors } from "./gate-errors.js";

/** The refusal of a card that is not in operation, or of which that cannot be said. */
export function notActive({ state, source }: CardStatus): Error {
  return state === "unknown"
    ? gateErrors.error("card-state-unknown", { source })
    : gateErrors.error("card-not-active", { state, source });
}

/** Only a card in operation (運用中) passes; the CS is asked anew each time (R-STATE-02, A-04). */
export async function demandActive(status: CardStatusPort, cardId: string): Promise<void> {
  const answer = await status.ask(cardId);
  if (answer.state !== "active") throw notActive(answer);
}

/** The refusal of a stopped card; it says whose stop it is, for only that municipality lifts it. */
export function stoppedBy({ municipality, reason }: StopMark) {
  return gateErrors.error("stopped", { reason, by: municipality });
}

/** The operator's stop does not depend on the CS (R-STOP-05). */
export async function demandNotStopped(stops: Repositories["stops"], cardId: string): Promise<void> {
  const stop = await stops.of(cardId);
  if (stop !== undefined) throw stoppedBy(stop);
}
