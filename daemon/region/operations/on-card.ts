import type { AreaListing, ChannelKeys, StepListener } from "#card/region/card-driver.js";
import type { Call, OperatorSession } from "../../api/call.js";
import { type KnownCard, withKnownCard } from "../../cards/known-card.js";
import { demandReader } from "../../cards/reader-scope.js";
import { gateErrors } from "../../gates/gate-errors.js";
import type { DaemonPorts } from "../../main/ports.js";
import type { Service } from "../../services/service.js";
import type { ApplicationRecord, JournalRecord, UserRecord } from "../../store/records.js";
import { fittingKeys } from "../area-keys.js";
import { targetAid } from "../gates/area-gates.js";
import type { CardOperation } from "../gates/gate.js";
import { recover } from "../recovery.js";

/** The records that an operation is about, looked up before the card is asked. */
export interface OperationRecords {
  readonly application?: ApplicationRecord | undefined;
  readonly user?: UserRecord | undefined;
  readonly service?: Service | undefined;
  readonly identityChecked?: boolean | undefined;
  /** The card that the caller means, when it says so. */
  readonly cardId?: string | undefined;
}

/** The municipality's application record with its user and its service, as far as they are there: another's is not there. */
export async function recordsOf(
  { store, services }: DaemonPorts,
  municipality: string,
  applicationId: string,
): Promise<OperationRecords> {
  const own = store.of(municipality);
  const application = await own.applications.find(applicationId);
  if (application === undefined) return {};
  const user = await own.users.find(application.userId);
  const { serviceId, aid = "" } = application;
  // A deletion may be of another municipality's application, whose service is known here in joint use only.
  const service = serviceId === undefined ? services.byAid(aid) : services.find(municipality, serviceId);
  return { application, user, service };
}

/** Holds the card, mends what was interrupted on it, reads its area, and runs the operation. */
export async function onCard<T>(
  ports: DaemonPorts,
  readerId: string,
  call: Call<OperatorSession>,
  { cardId, ...records }: OperationRecords,
  run: (operation: CardOperation) => Promise<T>,
): Promise<T> {
  demandReader(ports, readerId, call.session.municipality);
  return withKnownCard(ports, readerId, {}, async (card) => {
    call.target(card.identity.cardId);
    if (cardId !== undefined && cardId !== card.identity.cardId) throw gateErrors.error("another-card");
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
  operation: CardOperation,
  name: JournalRecord["operation"],
  more: Pick<JournalRecord, "registrationId" | "fromMunicipality" | "ticketId"> = {},
): JournalRecord {
  const { ports, call, identity, service, application, user } = operation;
  const now = ports.clock.now();
  const aid = targetAid(operation);
  return {
    id: ports.newId(),
    municipality: call.session.municipality,
    cardId: identity.cardId,
    operation: name,
    state: "open",
    step: "begin",
    ...(aid === undefined ? {} : { aid }),
    ...(service === undefined ? {} : { serviceId: service.id }),
    ...(user === undefined ? {} : { userId: user.id }),
    ...(application === undefined ? {} : { applicationId: application.id }),
    ...more,
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
