import { fromHex } from "#card/bytes/bytes.js";
import type { Handler } from "../../api/call.js";
import type { DaemonPorts } from "../../main/ports.js";
import { areaKey, areaSet, ofOurFormat, present, targetAid, unlockRight } from "../gates/area-gates.js";
import { cardKindAndMove, deletable, notStopped } from "../gates/card-gates.js";
import { pass } from "../gates/gate.js";
import { applicationRecord, targetKnown } from "../gates/record-gates.js";
import { runJournaled } from "../journal.js";
import { undoNow } from "../recovery.js";
import { closeDelete } from "./delete-records.js";
import { journalEntry, memoryNow, onCard, progressOf, provenKeys, recordsOf } from "./on-card.js";

const GATES = [
  applicationRecord("delete"),
  targetKnown,
  cardKindAndMove,
  deletable,
  notStopped,
  areaKey,
  areaSet,
  present,
  ofOurFormat,
  unlockRight,
];

/** Deletes a card application at the resident's wish and withdraws its registration. */
export const remove =
  (ports: DaemonPorts): Handler<"cardApps.delete"> =>
  async ({ readerId, applicationId, identityChecked }, call) => {
    const records = { ...(await recordsOf(ports, call.session.municipality, applicationId)), identityChecked };
    return onCard(ports, readerId, call, records, async (operation) => {
      await pass(operation, GATES);
      const { card } = operation;
      const aid = targetAid(operation)!;
      const entry = journalEntry(operation, "cardApps.delete");
      await runJournaled(ports, card, {
        entry,
        work: (onStep) => card.driver.remove(card.link, provenKeys(operation), fromHex(aid), onStep),
        after: (repositories) => closeDelete(ports, repositories, entry),
        progress: progressOf(operation, "cardApps.delete"),
        undo: undoNow(ports),
      });
      call.facts({ aid });
      return { aid, memory: await memoryNow(card) };
    });
  };
