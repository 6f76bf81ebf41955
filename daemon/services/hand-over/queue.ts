import { createHash } from "node:crypto";
import { type HandOverMessage, handOverMessage } from "../../api/contract/hand-over-message.js";
import { interfaceVersion } from "../../api/contract/interface/version.js";
import type { DaemonPorts } from "../../main/ports.js";
import type { HandOverKind, SystemNumberRecord } from "../../store/records.js";
import type { Repositories } from "../../store/repositories.js";
import type { Service } from "../service.js";
import { dayInJapan, digestOf, fieldsOf } from "./message.js";

type Ports = Pick<DaemonPorts, "clock" | "newId" | "residentSettings">;

/**
 * What became of a message: it stands in the outbox; there was nothing new to say; the system has no address and its use is registered here
 * alone; or the system does not follow the interface, and whoever asked has to be told so (R-EXT-03, R-EXT-07).
 */
export type HandOverOutcome = "queued" | "unchanged" | "no-address" | "non-conforming";

export interface HandOver {
  readonly userId: string;
  readonly kind: HandOverKind;
  readonly correlationId: string;
}

/** The number by which the service's system alone knows the user: random, made at first need, the same from then on. */
export async function systemNumber(
  { newId }: Pick<Ports, "newId">,
  { of }: Pick<Repositories, "of">,
  { municipality, system }: Service,
  userId: string,
): Promise<SystemNumberRecord> {
  const { systemNumbers } = of(municipality);
  const known = await systemNumbers.find(system.id, userId);
  if (known !== undefined) return known;
  const number = createHash("sha256").update(newId()).digest("hex").slice(0, 16).toUpperCase();
  const made = { municipality, systemId: system.id, userId, number, sequence: 0, told: "" };
  await systemNumbers.save(made);
  return made;
}

/** In the place of a digest: the last thing that was told is that the user is no resident any more. */
const ENDED = "ended";

const CARRYING: readonly HandOverKind[] = ["registered", "changed"];

/**
 * Puts a message to the service's system into the outbox, as part of the transaction that brings it about: it is told if, and only
 * if, that comes to be. Who calls it wakes the outbox afterwards (`ports.handOver.wake`).
 */
export async function queueHandOver(
  ports: Ports,
  repositories: Pick<Repositories, "of">,
  service: Service,
  { userId, kind, correlationId }: HandOver,
): Promise<HandOverOutcome> {
  const { municipality, system } = service;
  if (system.conforming !== true) return "non-conforming";
  if (system.delivery === undefined) return "no-address";
  const { users, residents, handOvers, systemNumbers } = repositories.of(municipality);
  const known = await systemNumber(ports, repositories, service, userId);
  // Of someone whom the system never heard of there is nothing to take back.
  if (kind !== "registered" && known.sequence === 0) return "unchanged";
  const user = CARRYING.includes(kind) ? await users.find(userId) : undefined;
  const resident = user && (await residents.find(user.residentId));
  const { items } = ports.residentSettings.of(municipality);
  const fields = resident && fieldsOf(resident, service, items);
  const told = kind === "ended" ? ENDED : fields === undefined ? known.told : digestOf(fields);
  if ((kind === "changed" || kind === "ended") && told === known.told) return "unchanged";
  const now = ports.clock.now();
  const sequence = known.sequence + 1;
  // Held to the published schema before it is sent, as the system holds it when it comes (R-IF-04).
  const message: HandOverMessage = handOverMessage.parse({
    interface: interfaceVersion,
    id: ports.newId(),
    service: service.id,
    number: known.number,
    sequence,
    kind,
    date: dayInJapan(now),
    ...(fields === undefined ? {} : { fields }),
  });
  await systemNumbers.save({ ...known, sequence, told });
  await handOvers.add({
    ...{ id: message.id, municipality, systemId: system.id, serviceId: service.id, userId },
    ...{ number: known.number, sequence, kind, body: JSON.stringify(message), state: "waiting", attempts: 0 },
    // Nothing of one user overtakes: it waits as long as what waits before it.
    dueAt: Math.max(now, (await handOvers.waitingUntil(system.id, known.number)) ?? 0),
    ...{ correlationId, createdAt: now, changedAt: now },
  });
  return "queued";
}
