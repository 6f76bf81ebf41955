import type { Handler } from "../../api/call.js";
import { withKnownCard } from "../../cards/known-card.js";
import { demandReader } from "../../cards/reader-scope.js";
import type { DaemonPorts } from "../../main/ports.js";
import { vaultKeys } from "./donor-keys.js";
import { standingOf } from "./standing.js";

/** Tells whose card it is and what its municipality must be asked for. Reads only. */
export const inspectMove =
  (ports: DaemonPorts): Handler<"move.inspect"> =>
  async ({ readerId }, call) => {
    demandReader(ports, readerId, call.session.municipality);
    return withKnownCard(ports, readerId, {}, async (card) => {
      const { identity, driver, link } = card;
      const { cardId } = identity;
      call.target(cardId);
      await call.stillPermitted();
      const listing = await driver.list(link);
      const found = standingOf(call.session.municipality, identity, listing, ports.municipalities);
      if (found.at === "home") return { cardId, standing: "home", ticketNeeded: false };
      if (!found.canContinue) return { cardId, standing: "cut-off", ticketNeeded: false };
      const { from } = found;
      const { area } = listing;
      const key = area.state === "set" ? { keyId: area.keyId, generation: area.generation } : {};
      const ticketNeeded = (await vaultKeys(ports, from, area, card)) === undefined;
      return {
        cardId,
        standing: "moved",
        ticketNeeded,
        request: { cardId, from, ...key, keyLength: driver.keyLength },
      };
    });
  };
