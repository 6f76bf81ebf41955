import type { z } from "zod";
import { accessClose, accessOpen, accessTransmit } from "./access.js";
import { auditList, auditVerify } from "./audit.js";
import {
  areaSet,
  cardAppsDelete,
  cardAppsList,
  cardAppsLoad,
  cardAppsSetPin,
  cardDiagnose,
  journalChanged,
  journalList,
  progress,
  servicesList,
} from "./cards.js";
import { moveContinue, moveInspect, moveIssueTicket, movePublicKeys } from "./moves.js";
import { readersChanged, readersList } from "./readers.js";
import { applicationsRecord, residentsImport, residentsSearch, usersRegister } from "./residents.js";
import { hello, sessionEnded, sessionLogin, sessionLoginSystem, sessionLogout } from "./session.js";

export { auditEntry } from "./audit.js";
export type { Bilingual, Effect, Method, Notification } from "./method.js";
export { redact } from "./redact.js";
export { type Need, type Right, type Role, rightNames, rights, rightsOf, roleNames, roles } from "./rights.js";
export type { Sensitivity } from "./shapes.js";
export * from "./wire.js";

/** Every method of the wire, under its name. */
export const methods = {
  hello,
  "session.login": sessionLogin,
  "session.loginSystem": sessionLoginSystem,
  "session.logout": sessionLogout,
  "readers.list": readersList,
  "residents.import": residentsImport,
  "residents.search": residentsSearch,
  "users.register": usersRegister,
  "applications.record": applicationsRecord,
  "services.list": servicesList,
  "area.set": areaSet,
  "cardApps.load": cardAppsLoad,
  "cardApps.list": cardAppsList,
  "cardApps.delete": cardAppsDelete,
  "cardApps.setPin": cardAppsSetPin,
  "move.inspect": moveInspect,
  "move.continue": moveContinue,
  "move.issueTicket": moveIssueTicket,
  "move.publicKeys": movePublicKeys,
  "card.diagnose": cardDiagnose,
  "journal.list": journalList,
  "access.open": accessOpen,
  "access.transmit": accessTransmit,
  "access.close": accessClose,
  "audit.list": auditList,
  "audit.verify": auditVerify,
} as const;

/** Every notification of the wire, under its name. */
export const notifications = {
  "readers.changed": readersChanged,
  progress,
  "journal.changed": journalChanged,
  "session.ended": sessionEnded,
} as const;

export type MethodName = keyof typeof methods;
export type NeedOf<M extends MethodName> = (typeof methods)[M]["need"];
/** Parameters as a caller writes them. */
export type ParamsOf<M extends MethodName> = z.input<(typeof methods)[M]["params"]>;
export type ResultOf<M extends MethodName> = z.output<(typeof methods)[M]["result"]>;
export type NotificationName = keyof typeof notifications;
export type NotificationOf<N extends NotificationName> = z.output<(typeof notifications)[N]["params"]>;

/** True for the name of a declared method. */
export function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(methods, name);
}
