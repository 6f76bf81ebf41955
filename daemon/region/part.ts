import { ReaderWatch } from "../cards/reader-watch.js";
import type { PartFactory } from "../main/part.js";
import { diagnose } from "./diagnosis/diagnose.js";
import { continueMove } from "./move/continue-move.js";
import { inspectMove } from "./move/inspect-move.js";
import { issueTicket } from "./move/issue-ticket.js";
import { areaRekey } from "./operations/area-rekey.js";
import { areaSet } from "./operations/area-set.js";
import { journalList } from "./operations/journal-list.js";
import { list } from "./operations/list.js";
import { load } from "./operations/load.js";
import { remove } from "./operations/remove.js";
import { setPin } from "./operations/set-pin.js";
import { upgrade } from "./operations/upgrade.js";
import { recover } from "./recovery.js";

/** Cards in readers, and everything that is done to their regional area. */
export const regionPart: PartFactory = (ports) => {
  const watch = new ReaderWatch(ports, (card) => recover(ports, card));
  return {
    handlers: {
      "readers.list": async (_, { session }) => watch.view(session),
      "area.set": areaSet(ports),
      "area.rekey": areaRekey(ports),
      "cardApps.load": load(ports),
      "cardApps.list": list(ports),
      "cardApps.delete": remove(ports),
      "cardApps.upgrade": upgrade(ports),
      "cardApps.setPin": setPin(ports),
      "move.inspect": inspectMove(ports),
      "move.continue": continueMove(ports),
      "move.issueTicket": issueTicket(ports),
      "move.publicKeys": async (_, call) => ({
        keys: [...(await ports.tickets.publicKeys(call.session.municipality))],
      }),
      "card.diagnose": diagnose(ports),
      "journal.list": journalList(ports),
    },
    start: async () => watch.start(),
    stop: () => watch.stop(),
  };
};
