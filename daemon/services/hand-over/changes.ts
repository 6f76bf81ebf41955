import type { DaemonPorts } from "../../main/ports.js";
import type { UserRecord } from "../../store/records.js";
import type { Service } from "../service.js";
import { type HandOver, queueHandOver } from "./queue.js";

type Ports = Pick<DaemonPorts, "store" | "clock" | "newId" | "residentSettings">;

const PAGE = 200;

/**
 * Queues what changed of the users of these services in imports after `since`: for each system the fields that it declared, and only where
 * one of them is another one now (R-DATA-03, X-22); and of whom it says that they are no residents any more, that alone (R-JUKI-08). Gives the number of messages.
 */
export async function tellChanges(
  ports: Ports,
  municipality: string,
  services: readonly Service[],
  since: number,
  goesOn: () => boolean,
): Promise<number> {
  const { users } = ports.store.of(municipality);
  let queued = 0;
  for (let after = ""; goesOn(); ) {
    const page = await users.touched(since, after, PAGE);
    if (page.length === 0) break;
    for (const { user, resident } of page) {
      const kind = resident.movedOut === undefined ? "changed" : "ended";
      queued += await tellOf(ports, user, services, { kind, correlationId: `import-${resident.sequence}` });
    }
    after = page.at(-1)!.user.id;
  }
  return queued;
}

async function tellOf(
  ports: Ports,
  user: UserRecord,
  services: readonly Service[],
  told: Pick<HandOver, "kind" | "correlationId">,
) {
  const own = ports.store.of(user.municipality);
  let queued = 0;
  for (const service of services) {
    const registration = await own.registrations.live(user.cardId, service.id);
    if (registration?.state !== "active") continue;
    const outcome = await ports.store.transaction((repositories) =>
      queueHandOver(ports, repositories, service, { ...told, userId: user.id }),
    );
    if (outcome === "queued") queued++;
  }
  return queued;
}
