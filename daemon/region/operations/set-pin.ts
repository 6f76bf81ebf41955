import { checkPin } from "#card/region/card-app/personalisation.js";
import type { Handler } from "../../api/call.js";
import type { DaemonPorts } from "../../main/ports.js";
import { present, unlockRight } from "../gates/area-gates.js";
import { pass } from "../gates/gate.js";
import { ownArea } from "../gates/own-area.js";
import { serviceKnown } from "../gates/record-gates.js";
import { runJournaled } from "../journal.js";
import { undoNow } from "../recovery.js";
import { journalEntry, onCard, progressOf, provenKeys } from "./on-card.js";

const GATES = [serviceKnown, ...ownArea, present, unlockRight];

/** Sets the PIN of a card application; on a locked one that lifts the lock and takes a right of its own (R-PIN-06). */
export const setPin =
  (ports: DaemonPorts): Handler<"cardApps.setPin"> =>
  ({ readerId, cardId, serviceId, pin, identityChecked }, call) => {
    const service = ports.services.find(call.session.municipality, serviceId);
    return onCard(ports, readerId, call, { service, cardId, identityChecked }, async (operation) => {
      await pass(operation, GATES);
      const { card } = operation;
      const { package: pkg, aid } = operation.service!;
      checkPin(pin, pkg.pin);
      await runJournaled(ports, card, {
        entry: journalEntry(operation, "cardApps.setPin"),
        work: (onStep) => card.driver.setPin(card.link, provenKeys(operation), pkg.aid, pin, onStep),
        after: ({ pinTries }) => pinTries.clear(operation.identity.cardId, aid),
        progress: progressOf(operation, "cardApps.setPin"),
        undo: undoNow(ports),
      });
      call.facts({ aid });
      return { aid };
    });
  };
