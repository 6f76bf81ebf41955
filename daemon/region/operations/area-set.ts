import type { Handler } from "../../api/call.js";
import type { DaemonPorts } from "../../main/ports.js";
import { areaSetting } from "../area-keys.js";
import { areaKey, areaNotSet } from "../gates/area-gates.js";
import { active, cardKindAndMove, notStopped } from "../gates/card-gates.js";
import { pass } from "../gates/gate.js";
import { runJournaled } from "../journal.js";
import { undoNow } from "../recovery.js";
import { journalEntry, onCard, progressOf, provenKeys } from "./on-card.js";

const GATES = [cardKindAndMove, active, notStopped, areaKey, areaNotSet];

/** Sets the regional area of the card, once. */
export const areaSet =
  (ports: DaemonPorts): Handler<"area.set"> =>
  ({ readerId, cardId }, call) =>
    onCard(ports, readerId, call, { cardId }, async (operation) => {
      await pass(operation, GATES);
      const { card, identity } = operation;
      const { keys, setting } = await areaSetting(ports, call.session.municipality, card, provenKeys(operation));
      await runJournaled(ports, card, {
        entry: journalEntry(operation, "area.set"),
        work: (onStep) => card.driver.setArea(card.link, keys, setting, onStep),
        progress: progressOf(operation, "area.set"),
        undo: undoNow(ports),
      });
      call.facts({ keyId: setting.keyId, generation: setting.generation });
      return { cardId: identity.cardId, area: setting };
    });
