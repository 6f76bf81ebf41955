import { fromHex } from "#card/bytes/bytes.js";
import { isLoadFileOf } from "#card/region/aids.js";
import type { CardAppEntry } from "#card/region/card-driver.js";
import { cardErrors } from "#card/region/card-errors.js";
import { neededSpace } from "#card/region/needed-space.js";
import type { CardOperation, Gate } from "./gate.js";

/** The card proves that it stands under our key, and we to it, before anything is written (R-AREA-06). */
export const areaKey: Gate = async ({ card, keys, listing: { area } }) => {
  if (keys !== undefined) return card.driver.proveAreaKey(card.link, keys);
  const where = area.state === "set" ? { municipality: area.municipality, keyId: area.keyId } : {};
  throw cardErrors.error("area-key-mismatch", { ...where, reason: "no such key here" });
};

export const areaSet: Gate = ({ listing: { area } }) => {
  if (area.state !== "set") throw cardErrors.error("area-not-set");
};

export const areaNotSet: Gate = ({ listing: { area } }) => {
  if (area.state === "set") throw cardErrors.error("area-already-set", { municipality: area.municipality });
};

/** What there is on the card of the operation's service: the application itself, or the load file of a torn load. */
export function entryOfService({ listing, service }: CardOperation): CardAppEntry | undefined {
  if (service === undefined) return undefined;
  const { aid } = service.package;
  return listing.applications.find((entry) => entry.aid === service.aid || isLoadFileOf(fromHex(entry.aid), aid));
}

export const notDuplicate: Gate = (operation) => {
  const entry = entryOfService(operation);
  if (entry !== undefined) throw cardErrors.error("application-present", { aid: entry.aid, state: entry.state });
};

export const present: Gate = (operation) => {
  if (entryOfService(operation) === undefined) {
    throw cardErrors.error("application-absent", { aid: operation.service?.aid });
  }
};

/** A refusal names who holds the memory, other municipalities' applications too (R-MOVE-07, X-13). */
export const capacity: Gate = ({ listing: { memory, applications }, service, identity }) => {
  const needed = service === undefined ? 0 : neededSpace(service.package, identity.dialect);
  if (memory.free >= needed) return;
  const holders = applications.map(({ municipality, aid, size }) => `${municipality ?? "other"}:${aid}=${size}`);
  throw cardErrors.error("no-space", { needed, free: memory.free, quota: memory.quota, holders: holders.join(" ") });
};

/** Lifting a PIN lock, by a new PIN or by deletion and reload, takes a right of its own (R-PIN-06, R-PIN-10, X-04). */
export const unlockRight: Gate = async (operation) => {
  if (entryOfService(operation)?.state !== "locked") return;
  await operation.call.permit("card.unlock");
  operation.call.facts({ unlock: true });
};
