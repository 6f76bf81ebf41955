import type { Handler } from "../../api/call.js";
import { gateErrors } from "../../gates/gate-errors.js";
import type { DaemonPorts } from "../../main/ports.js";
import { areaKeysOf } from "../area-keys.js";
import { areaKey, areaSet } from "../gates/area-gates.js";
import { active, cardKindAndMove, notStopped } from "../gates/card-gates.js";
import { type Gate, pass } from "../gates/gate.js";
import { runJournaled } from "../journal.js";
import { undoNow } from "../recovery.js";
import { isUnder, newestOf } from "./mend-rekey.js";
import { journalEntry, onCard, progressOf, provenKeys } from "./on-card.js";

const notCurrent: Gate = async ({ ports, call, listing: { area } }) => {
  const { municipality, keyId, generation } = await newestOf(ports, call.session.municipality);
  if (isUnder(area, { municipality, keyId, generation })) throw gateErrors.error("key-current", { keyId, generation });
};

const GATES = [cardKindAndMove, active, notStopped, areaSet, notCurrent, areaKey];

/** Exchanges the area key of one card, after a re-initialisation or a merger: cards are re-keyed one by one. */
export const areaRekey =
  (ports: DaemonPorts): Handler<"area.rekey"> =>
  ({ readerId, cardId }, call) =>
    onCard(ports, readerId, call, { cardId }, async (operation) => {
      await pass(operation, GATES);
      const { card, identity, listing } = operation;
      if (listing.area.state !== "set") throw new TypeError("the gate of set areas was not passed");
      const { municipality, keyId, generation } = listing.area;
      const current = provenKeys(operation);
      const key = await newestOf(ports, call.session.municipality);
      const next = await areaKeysOf(ports, key.municipality, key, "area", card);
      call.facts({ from: municipality, fromKeyId: keyId, fromGeneration: generation, ...key });
      await runJournaled(ports, card, {
        entry: journalEntry(operation, "area.rekey", { fromMunicipality: municipality }),
        work: (onStep) => card.driver.handOver(card.link, { current, next }, key, onStep),
        progress: progressOf(operation, "area.rekey"),
        undo: undoNow(ports),
      });
      const { area } = await card.driver.list(card.link);
      if (area.state !== "set") throw new TypeError("the area is not set after its key was exchanged");
      const { state: _, ...record } = area;
      return { cardId: identity.cardId, area: record, from: { municipality, keyId, generation } };
    });
