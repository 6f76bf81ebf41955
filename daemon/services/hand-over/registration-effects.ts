import type { HandOverRecord, RegistrationRecord } from "../../store/records.js";
import type { Repositories } from "../../store/repositories.js";

/** The live registration that a message speaks of, unless an interrupted load still has to settle it. */
async function registrationOf(
  { of, waiting }: Repositories,
  { municipality, userId, serviceId }: HandOverRecord,
): Promise<RegistrationRecord | undefined> {
  const { users, registrations } = of(municipality);
  const user = await users.find(userId);
  if (user === undefined) return undefined;
  const live = await registrations.live(user.cardId, serviceId);
  const open = await waiting.onCard(user.cardId);
  return open.some(({ registrationId }) => registrationId === live?.id) ? undefined : live;
}

/**
 * The system will not have the user: application and registration are both, or neither. What is loaded waits as pending, gives no service,
 * and stands in the resume list until the message is repeated or the use is ended (R-USE-03, X-28).
 */
export async function refuseUse(repositories: Repositories, message: HandOverRecord, now: number): Promise<void> {
  const { handOvers, registrations } = repositories.of(message.municipality);
  if (await handOvers.hasLater(message.systemId, message.number, message.sequence)) return;
  const live = await registrationOf(repositories, message);
  if (live?.state === "active") await registrations.setState(live.id, "pending", now);
}

/** The system has taken, after all, a user whom it refused before: nothing else leaves a registration pending without an open load. */
export async function resumeUse(repositories: Repositories, message: HandOverRecord, now: number): Promise<void> {
  const live = await registrationOf(repositories, message);
  if (live?.state === "pending") {
    await repositories.of(message.municipality).registrations.setState(live.id, "active", now);
  }
}
