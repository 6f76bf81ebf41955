import type { Connections } from "../connections.js";
import type { CommonRepositories } from "../repositories.js";
import { auditOutboxTable } from "./audit-outbox.js";
import { cardStatusTable, csFeedTable } from "./card-status.js";
import { cardUseTable, waitingTable } from "./card-use.js";
import { cardTable, stopMarkTable } from "./cards.js";
import { pinTriesTable } from "./pin-tries.js";
import { wrappedTable } from "./wrapped.js";

/** Every repository of what is no municipality's own. One that is added here says why in `CommonRepositories`. */
export function commonRepositories(db: Connections): CommonRepositories {
  return {
    cards: cardTable(db),
    cardStatus: cardStatusTable(db),
    csFeed: csFeedTable(db),
    stops: stopMarkTable(db),
    pinTries: pinTriesTable(db),
    waiting: waitingTable(db),
    cardUse: cardUseTable(db),
    wrapped: wrappedTable(db),
    auditOutbox: auditOutboxTable(db),
  };
}
