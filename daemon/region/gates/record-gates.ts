import { gateErrors } from "../../gates/gate-errors.js";
import { targetAid } from "./area-gates.js";
import type { Gate } from "./gate.js";

/** An open application record of this card's user precedes every load and deletion (R-USE-02, R-AP-07). */
export const applicationRecord =
  (kind: "load" | "delete"): Gate =>
  ({ application, user, identity }) => {
    const fits = application?.state === "open" && application.kind === kind && user?.cardId === identity.cardId;
    if (!fits) throw gateErrors.error("no-application", { cardId: identity.cardId, kind });
  };

/** The user is a resident of the session's municipality by its last import: not one who has moved out (R-MOVE-02, X-17). */
export const residentHere: Gate = async ({ ports, call, user }) => {
  const here = user !== undefined && (await ports.store.of(call.session.municipality).residents.find(user.residentId));
  if (!here) throw gateErrors.error("not-resident");
};

/** What is to be deleted is named: a service's application, or another municipality's by its AID. */
export const targetKnown: Gate = (operation) => {
  if (targetAid(operation) === undefined) throw gateErrors.error("no-service");
};

/** The service is one of the municipality's. */
export const serviceKnown: Gate = ({ service }) => {
  if (service === undefined) throw gateErrors.error("no-service");
};

/** A service is offered only as an ordinance provides (R-AREA-10, R-SVC-12). */
export const ordinance: Gate = ({ service }) => {
  if (service?.ordinance === undefined) throw gateErrors.error("no-ordinance", { serviceId: service?.id });
};
