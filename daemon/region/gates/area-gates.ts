import { fromHex } from "#card/bytes/bytes.js";
import { isLoadFileOf } from "#card/region/aids.js";
import type { CardAppEntry } from "#card/region/card-driver.js";
import { cardErrors } from "#card/region/card-errors.js";
import { shortage } from "#card/region/needed-space.js";
import { gateErrors } from "../../gates/gate-errors.js";
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

/** The application that the operation is about: its service's, or the one whose deletion was applied for by name. */
export function targetAid({ service, application }: CardOperation): string | undefined {
  return service?.aid ?? application?.aid;
}

/** What there is of it on the card: the application itself, or the load file of a torn load. */
export function entryOfTarget(operation: CardOperation): CardAppEntry | undefined {
  const aid = targetAid(operation);
  if (aid === undefined) return undefined;
  const { applications } = operation.listing;
  return applications.find((entry) => entry.aid === aid || isLoadFileOf(fromHex(entry.aid), fromHex(aid)));
}

export const notDuplicate: Gate = (operation) => {
  const entry = entryOfTarget(operation);
  if (entry !== undefined) throw cardErrors.error("application-present", { aid: entry.aid, state: entry.state });
};

export const present: Gate = (operation) => {
  if (entryOfTarget(operation) === undefined) {
    throw cardErrors.error("application-absent", { aid: targetAid(operation) });
  }
};

/** An application that is not of our package format is a tenant of the free area like the driving licence: it is left alone. */
export const ofOurFormat: Gate = (operation) => {
  const entry = entryOfTarget(operation);
  if (entry?.municipality === undefined && entry?.state !== "loading") {
    throw gateErrors.error("not-a-card-app", { aid: entry?.aid });
  }
};

/** A refusal names who holds the memory, other municipalities' applications too (R-MOVE-07, X-13). */
export const capacity: Gate = ({ listing: { memory, applications }, service, identity }) => {
  const lack = service && shortage(memory, service.package, identity.dialect);
  if (lack === undefined) return;
  const holders = applications.map(({ municipality, aid, size }) => `${municipality ?? "other"}:${aid}=${size}`);
  throw cardErrors.error("no-space", { ...lack, holders: holders.join(" ") });
};

/**
 * Lifting a PIN lock, by a new PIN or by deletion and reload, takes a right of its own and a checked identity, and is on record as an
 * unlocking (R-PIN-06, R-PIN-10, X-04). Locked is what the card says is, and what the count of all channels says is.
 */
export const unlockRight: Gate = async (operation) => {
  const { ports, identity, identityChecked, call } = operation;
  const tries = await ports.store.pinTries.of(identity.cardId, targetAid(operation) ?? "");
  if (entryOfTarget(operation)?.state !== "locked" && tries?.locked !== true) return;
  await call.permit("card.unlock");
  if (identityChecked !== true) throw gateErrors.error("identity-unchecked");
  call.facts({ unlock: true, identityChecked: true });
};
