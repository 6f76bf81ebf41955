import { cachedFacts, demandActive, demandNotStopped, notActive } from "../../gates/card-state.js";
import { gateErrors } from "../../gates/gate-errors.js";
import type { OperationState } from "../../store/records.js";
import { type Standing, standingOf } from "../move/standing.js";
import type { CardOperation, Gate } from "./gate.js";

function standing({ call, ports, identity, listing }: CardOperation): Standing {
  return standingOf(call.session.municipality, identity, listing, ports.municipalities);
}

/** Card kind and move cut-off: a card of another municipality works here only once its area stands under ours (R-MOVE-01). */
export const cardKindAndMove: Gate = (operation) => {
  const { kind } = operation.identity;
  const found = standing(operation);
  if (found.at === "home") return;
  throw gateErrors.error(found.canContinue ? "moved-card" : "move-cut-off", { from: found.from, kind });
};

/** For the move continuation: the card is another municipality's, and on this side of the cut-off (R-MOVE-03). */
export const movedHere: Gate = (operation) => {
  const found = standing(operation);
  if (found.at === "home") throw gateErrors.error("not-moved");
  if (!found.canContinue) throw gateErrors.error("move-cut-off", { from: found.from, kind: operation.identity.kind });
};

/** The user whose card is to be taken over is the holder of the card in the reader. */
export const usersCard: Gate = ({ user, identity }) => {
  if (user?.cardId !== identity.cardId) throw gateErrors.error("another-card");
};

export const active: Gate = async ({ ports, call, identity }) =>
  call.facts(cachedFacts(await demandActive(ports.status, identity.cardId, "load")));

const DELETABLE: readonly OperationState[] = ["expired", "returned", "revoked"];

/** Deletion is open for a card in hand that will not come back to use, with a right of its own. */
export const deletable: Gate = async ({ ports, call, identity: { cardId } }) => {
  const answer = await ports.status.ask(cardId, "load");
  call.facts({ cardState: answer.state, ...cachedFacts(answer) });
  if (answer.state === "active") return;
  if (!DELETABLE.includes(answer.state)) throw notActive(answer);
  await call.permit("card.delete-inactive");
};

export const notStopped: Gate = ({ ports, identity }) => demandNotStopped(ports.store.stops, identity.cardId);
