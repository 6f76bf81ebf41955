import type { MadoguchiError } from "#card/errors/madoguchi-error.js";
import type { CardStatus, CardStatusPort, StatusUse } from "../status/status-port.js";
import type { Repositories, StopMark } from "../store/repositories.js";
import { gateErrors } from "./gate-errors.js";

/** The refusal of a card that is not in operation, or of which that cannot be said. */
export function notActive({ state, source }: CardStatus): MadoguchiError {
  return state === "unknown"
    ? gateErrors.error("card-state-unknown", { source })
    : gateErrors.error("card-not-active", { state, source });
}

/** Only a card in operation (運用中) passes; the CS is asked anew each time (R-STATE-02, A-04). Gives how that is known. */
export async function demandActive(
  status: Pick<CardStatusPort, "ask">,
  cardId: string,
  use?: StatusUse,
): Promise<CardStatus> {
  const answer = await status.ask(cardId, use);
  if (answer.state !== "active") throw notActive(answer);
  return answer;
}

/** What goes on record where an old state had to do; nothing where the CS answered (R-STATE-06). */
export function cachedFacts({ source, asOf, learnt }: CardStatus): Record<string, string> {
  if (source !== "cache") return {};
  return { cardStateFrom: `cache ${learnt}`, cardStateAsOf: new Date(asOf!).toISOString() };
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
