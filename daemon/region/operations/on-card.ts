import type { AreaListing, ChannelKeys, StepListener } from "#card/region/card-driver.js";
import type { Call, OperatorSession } from "../../api/call.js";
import { type KnownCard, withKnownCard } from "../../cards/known-card.js";
import type { DaemonPorts } from "../../main/ports.js";
import type { Service } from "../../services/service.js";
import type { ApplicationRecord, JournalRecord, UserRecord } from "../../store/records.js";
import { fittingKeys } from "../area-keys.js";
import type { CardOperation } from "../gates/gate.js";
import { recover } from "../recovery.js";

/** The records that an operation is about, looked up before the card is asked. */
export interface OperationRecords {
  readonly application?: ApplicationRecord | undefined;
  readonly user?: UserRecord | undefined;
  readonly service?: Service | undefined;
}

/** The application record with its user and its service, as far as they are there. */
export async function recordsOf({ store, services }: DaemonPorts, applicationId: string): Promise<OperationRecords> {
  const application = await store.applications.find(applicationId);
  if (application === undefined) return {};
  const user = await store.users.find(application.userId);
  return { application, user, service: services.find(application.municipality, application.serviceId) };
}

/** Holds the card, mends what was interrupted on it, reads its area, and runs the operation. */
export function onCard<T>(
  ports: DaemonPorts,
  readerId: string,
  call: Call<OperatorSession>,
  records: OperationRecords,
  run: (operation: CardOperation) => Promise<T>,
): Promise<T> {
  return withKnownCard(ports, readerId, {}, async (card) => {
    call.target(card.identity.cardId);
    await recover(ports, card);
    const listing: AreaListing = await card.driver.list(card.link);
    const keys = await fittingKeys(ports, call.session.municipality, listing.area, card);
    return run({ ports, call, card, identity: card.identity, listing, keys, ...records });
  });
}

/** The keys of an operation that has passed the area-key gate. */
export function provenKeys({ keys }: CardOperation): ChannelKeys {
  if (keys === undefined) throw new TypeError("the area-key gate was not passed");
  return keys;
}

/** A fresh journal entry for an operation. */
export function journalEntry(
  { ports, call, identity, service, application, user }: CardOperation,
  operation: JournalRecord["operation"],
  registrationId?: string,
): JournalRecord {
  const now = ports.clock.now();
  return {
    id: ports.newId(),
    municipality: call.session.municipality,
    cardId: identity.cardId,
    operation,
    state: "open",
    step: "begin",
    ...(service === undefined ? {} : { aid: service.aid, serviceId: service.id }),
    ...(user === undefined ? {} : { userId: user.id }),
    ...(application === undefined ? {} : { applicationId: application.id }),
    ...(registrationId === undefined ? {} : { registrationId }),
    operatorId: call.session.operatorId,
    correlationId: call.correlationId,
    startedAt: now,
    changedAt: now,
  };
}

/** Pushes the steps of a card write to the operator who waits for it. */
export function progressOf({ call }: CardOperation, operation: string): StepListener {
  const { correlationId } = call;
  return ({ name, done, total }) => call.notify("progress", { correlationId, operation, name, done, total });
}

/** The memory of the card's area as it is now. */
export async function memoryNow({ driver, link }: KnownCard) {
  const { memory } = await driver.list(link);
  return memory;
}
