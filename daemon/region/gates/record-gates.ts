import { gateErrors } from "../../gates/gate-errors.js";
import type { Gate } from "./gate.js";

/** Municipality scope: nobody works with another municipality's records (R-SHARE-02). */
export const municipalityScope: Gate = ({ call, application, user }) => {
  const { municipality } = call.session;
  const foreign = [application, user].some((record) => record !== undefined && record.municipality !== municipality);
  if (foreign) throw gateErrors.error("other-municipality");
};

/** An open application record of this card's user precedes every load and deletion (R-USE-02, R-AP-07). */
export const applicationRecord =
  (kind: "load" | "delete"): Gate =>
  ({ application, user, identity }) => {
    const fits = application?.state === "open" && application.kind === kind && user?.cardId === identity.cardId;
    if (!fits) throw gateErrors.error("no-application", { cardId: identity.cardId, kind });
  };

/** The service is one of the municipality's. */
export const serviceKnown: Gate = ({ service }) => {
  if (service === undefined) throw gateErrors.error("no-service");
};

/** A service is offered only as an ordinance provides (R-AREA-10, R-SVC-12). */
export const ordinance: Gate = ({ service }) => {
  if (service?.ordinance === undefined) throw gateErrors.error("no-ordinance", { serviceId: service?.id });
};
