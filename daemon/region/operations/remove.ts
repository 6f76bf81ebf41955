import type { Handler } from "../../api/call.js";
import type { DaemonPorts } from "../../main/ports.js";
import { areaKey, areaSet, present, unlockRight } from "../gates/area-gates.js";
import { cardKindAndMove, deletable, notStopped } from "../gates/card-gates.js";
import { pass } from "../gates/gate.js";
import { applicationRecord, municipalityScope, serviceKnown } from "../gates/record-gates.js";
import { runJournaled } from "../journal.js";
import { undoNow } from "../recovery.js";
import { closeDelete } from "./delete-records.js";
import { journalEntry, memoryNow, onCard, progressOf, provenKeys, recordsOf } from "./on-card.js";

const GATES = [
  municipalityScope,
  applicationRecord("delete"),
  serviceKnown,
  cardKindAndMove,
  deletable,
  notStopped,
  areaKey,
  areaSet,
  present,
  unlockRight,
];

/** Deletes a card application at the resident's wish and withdraws its registration. */
export const remove =
  (ports: DaemonPorts): Handler<"cardApps.delete"> =>
  async ({ readerId, applicationId }, call) =>
    onCard(ports, readerId, call, await recordsOf(ports, applicationId), async (operation) => {
      await pass(operation, GATES);
      const { card } = operation;
      const service = operation.service!;
      const entry = journalEntry(operation, "cardApps.delete");
      await runJournaled(ports, card, {
        entry,
        work: (onStep) => card.driver.remove(card.link, provenKeys(operation), service.package.aid, onStep),
        after: (repositories) => closeDelete(repositories, entry, ports.clock.now()),
        progress: progressOf(operation, "cardApps.delete"),
        undo: undoNow(ports),
      });
      call.facts({ aid: service.aid });
      return { aid: service.aid, memory: await memoryNow(card) };
    });
