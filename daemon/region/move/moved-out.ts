import type { DaemonPorts } from "../../main/ports.js";
import { moveErrors } from "../../tickets/ticket-errors.js";
import type { Gate } from "../gates/gate.js";
import { standingOf } from "./standing.js";

/**
 * A holder who is known to a municipality must have moved out, by its own import; of one who was never its user there is no record to
 * ask. Throws `move.still-resident`.
 */
export async function demandMovedOut(
  { store, municipalities }: Pick<DaemonPorts, "store" | "municipalities">,
  municipality: string,
  cardId: string,
): Promise<void> {
  for (const code of municipalities.homesOf(municipality)) {
    const { users, residents } = store.of(code);
    const user = await users.findByCard(cardId);
    if (user !== undefined && (await residents.find(user.residentId)) !== undefined) {
      throw moveErrors.error("still-resident", { municipality });
    }
  }
}

/**
 * In joint use nobody at the other municipality is asked for a ticket: its own records must have let the holder go, as they must before
 * it issues one. Otherwise whoever holds its resident's card in hand could take it away with a resident of the own import.
 */
export const letGo: Gate = async ({ ports, call, identity, listing }) => {
  const found = standingOf(call.session.municipality, identity, listing, ports.municipalities);
  const donor = found.at === "elsewhere" ? ports.municipalities.servedAs(found.from) : undefined;
  if (donor !== undefined) await demandMovedOut(ports, donor, identity.cardId);
};
