import type { z } from "zod";
import { accessMethods } from "./access.js";
import { approvalMethods, approvalNotifications } from "./approvals.js";
import { auditMethods } from "./audit.js";
import { bulkMethods, bulkNotifications } from "./bulk.js";
import { cardStatusMethods, cardStatusNotifications } from "./card-status.js";
import { cardMethods, cardNotifications } from "./cards.js";
import { formMethods } from "./forms.js";
import { groupMethods } from "./groups.js";
import { handOverMethods, handOverNotifications } from "./hand-over.js";
import { issuanceMethods } from "./issuance.js";
import { keyMethods } from "./keys.js";
import { loginMethods } from "./login.js";
import { manualResidentMethods } from "./manual-residents.js";
import { menuMethods } from "./menu.js";
import type { Method } from "./method.js";
import { moveMethods } from "./moves.js";
import { operatorMethods } from "./operators.js";
import { privacyMethods } from "./privacy.js";
import { readerMethods, readerNotifications } from "./readers.js";
import { residentMethods, residentNotifications } from "./residents.js";
import { serviceIdMethods } from "./service-ids.js";
import { sessionMethods, sessionNotifications } from "./session.js";
import { stopMethods, stopNotifications } from "./stops.js";
import { tuningMethods, tuningNotifications } from "./tuning.js";
import { useMethods, useNotifications } from "./use.js";
import { userOutputMethods } from "./user-output.js";

export type { PinChannel } from "../../pin/effective-limit.js";
export { type ApprovalAct, approvalActNames, approvalActs } from "./approvals.js";
export { auditEntry, auditPurposes } from "./audit.js";
export type { Form } from "./forms.js";
export { type LoginMethod, loginMethodNames } from "./login.js";
export type { Bilingual, Effect, Method, Notification } from "./method.js";
export { redact } from "./redact.js";
export { type Need, type Right, type Role, rightNames, rights, rightsOf, roleNames, roles } from "./rights.js";
export type { Sensitivity } from "./shapes.js";
export * from "./wire.js";

/** Every method of the wire, under its name: each domain declares its own. */
export const methods = {
  ...sessionMethods,
  ...menuMethods,
  ...readerMethods,
  ...residentMethods,
  ...manualResidentMethods,
  ...userOutputMethods,
  ...cardStatusMethods,
  ...cardMethods,
  ...moveMethods,
  ...stopMethods,
  ...handOverMethods,
  ...useMethods,
  ...groupMethods,
  ...bulkMethods,
  ...accessMethods,
  ...issuanceMethods,
  ...loginMethods,
  ...operatorMethods,
  ...approvalMethods,
  ...keyMethods,
  ...auditMethods,
  ...formMethods,
  ...serviceIdMethods,
  ...privacyMethods,
  ...tuningMethods,
} as const;

/** Every notification of the wire, under its name. */
export const notifications = {
  ...sessionNotifications,
  ...readerNotifications,
  ...cardNotifications,
  ...approvalNotifications,
  ...residentNotifications,
  ...cardStatusNotifications,
  ...stopNotifications,
  ...handOverNotifications,
  ...useNotifications,
  ...bulkNotifications,
  ...tuningNotifications,
} as const;

export type MethodName = keyof typeof methods;
export type NeedOf<M extends MethodName> = (typeof methods)[M]["need"];
/** Parameters as a caller writes them. */
export type ParamsOf<M extends MethodName> = z.input<(typeof methods)[M]["params"]>;
export type ResultOf<M extends MethodName> = z.output<(typeof methods)[M]["result"]>;
export type NotificationName = keyof typeof notifications;
export type NotificationOf<N extends NotificationName> = z.output<(typeof notifications)[N]["params"]>;

/**
 * True for what works on the card in a reader, by an operator or a business system, and for what gives a card's keys away. Reports of loss,
 * and lists that ask no card, are none: a stop must be possible at any time.
 */
export function isCardFunction({ need, params }: Method): boolean {
  const onCard = "readerId" in params.shape || "handle" in params.shape;
  return need === "card.hand-over" || (onCard && (need === "system" || need.startsWith("card.")));
}

/** True for the name of a declared method. */
export function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(methods, name);
}

/** True for the name of a declared notification. */
export function isNotificationName(name: string): name is NotificationName {
  return Object.hasOwn(notifications, name);
}
