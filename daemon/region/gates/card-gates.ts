import { demandActive, demandNotStopped, notActive } from "../../gates/card-state.js";
import { gateErrors } from "../../gates/gate-errors.js";
import type { OperationState } from "../../store/records.js";
import type { Gate } from "./gate.js";

/** Card kind and move cut-off: a card of another municipality works here only once its area stands under ours (R-MOVE-01). */
export const cardKindAndMove: Gate = ({ call, identity, listing: { area } }) => {
  if (identity.kind !== "myna") throw gateErrors.error("card-kind", { kind: identity.kind });
  const { municipality } = call.session;
  const issuer = identity.issuerMunicipality;
  const takenOver = area.state === "set" && area.municipality === municipality;
  if (issuer !== undefined && issuer !== municipality && !takenOver) throw gateErrors.error("moved-card", { issuer });
};

export const active: Gate = ({ ports, identity }) => demandActive(ports.status, identity.cardId);

const DELETABLE: readonly OperationState[] = ["expired", "returned", "revoked"];

/** Deletion is open for a card in hand that will not come back to use, with a right of its own. */
export const deletable: Gate = async ({ ports, call, identity: { cardId } }) => {
  const answer = await ports.status.ask(cardId);
  call.facts({ cardState: answer.state });
  if (answer.state === "active") return;
  if (!DELETABLE.includes(answer.state)) throw notActive(answer);
  await call.permit("card.delete-inactive");
};

export const notStopped: Gate = ({ ports, identity }) => demandNotStopped(ports.store.stops, identity.cardId);
