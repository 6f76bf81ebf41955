import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { ChannelKeys } from "#card/region/card-driver.js";
import type { Handler } from "../../api/call.js";
import type { DaemonPorts } from "../../main/ports.js";
import { moveErrors } from "../../tickets/ticket-errors.js";
import type { OpenedTicket } from "../../tickets/ticket-port.js";
import { areaSetting } from "../area-keys.js";
import { active, movedHere, notStopped, usersCard } from "../gates/card-gates.js";
import { type CardOperation, pass } from "../gates/gate.js";
import { residentHere } from "../gates/record-gates.js";
import { runJournaled } from "../journal.js";
import { journalEntry, onCard, progressOf } from "../operations/on-card.js";
import { undoNow } from "../recovery.js";
import { ticketKeys, vaultKeys } from "./donor-keys.js";
import { settleMove, takeTicket } from "./move-records.js";
import { letGo } from "./moved-out.js";
import { standingOf } from "./standing.js";

/** Resident now in the own import, the card's kind and the cut-off, CS, stop, gone from the other's import: then the key is looked for (R-MOVE-02). */
const GATES = [usersCard, residentHere, movedHere, active, notStopped, letGo];

function holderOf({ ports, call, identity, listing }: CardOperation): string {
  const found = standingOf(call.session.municipality, identity, listing, ports.municipalities);
  if (found.at === "home") throw new TypeError("the gate of moved cards was not passed");
  return found.from;
}

/** The keys that the card stands under now, proved on it before anything is written (R-AREA-06). */
async function donorKeys(operation: CardOperation, ticket: OpenedTicket | undefined, next: ChannelKeys) {
  const { ports, card, listing } = operation;
  const from = holderOf(operation);
  const { area } = listing;
  const keys = ticket === undefined ? await vaultKeys(ports, from, area, card) : ticketKeys(ticket, from, area, card);
  if (keys === undefined) throw moveErrors.error("no-key", { from });
  try {
    await card.driver.proveAreaKey(card.link, keys);
  } catch (error) {
    // A hand-over that was torn and whose journal is lost: the card has our keys already, and only its record is behind.
    if (area.state !== "set" || !isMadoguchiError(error, "card.area-key-mismatch")) throw error;
    await card.driver.proveAreaKey(card.link, next).catch(() => {
      throw error;
    });
  }
  return { from, keys };
}

/** Takes over the area of a card whose holder moved in: its own procedure, never a side effect of a load (R-MOVE-01, X-12). */
export const continueMove =
  (ports: DaemonPorts): Handler<"move.continue"> =>
  async ({ readerId, cardId, userId, ticket: sealed }, call) => {
    const { municipality } = call.session;
    const user = await ports.store.of(municipality).users.find(userId);
    return onCard(ports, readerId, call, { user, cardId }, async (operation) => {
      await pass(operation, GATES);
      const { card, listing } = operation;
      const ticket = sealed === undefined ? undefined : await ports.tickets.open(municipality, sealed);
      const own = await areaSetting(ports, municipality, card);
      const { from, keys } = await donorKeys(operation, ticket, own.keys.area);
      if (ticket !== undefined && (await ports.store.of(municipality).tickets.find(ticket.id)) !== undefined) {
        throw moveErrors.error("ticket-used");
      }
      await call.stillPermitted();
      const { setBy, ...succession } = own.setting;
      const more = { fromMunicipality: from, ...(ticket === undefined ? {} : { ticketId: ticket.id }) };
      const entry = journalEntry(operation, "move.continue", more);
      call.facts({ from, ...(ticket === undefined ? {} : { ticketId: ticket.id }) });
      await runJournaled(ports, card, {
        entry,
        before: async (repositories) => {
          if (ticket !== undefined) await takeTicket(repositories, entry, ticket, sealed ?? "");
        },
        work: (onStep) =>
          listing.area.state === "set"
            ? card.driver.handOver(card.link, { current: keys, next: own.keys.area }, succession, onStep)
            : card.driver.setArea(card.link, { setting: keys, area: own.keys.area }, own.setting, onStep),
        after: (repositories) => settleMove(ports, repositories, entry),
        progress: progressOf(operation, "move.continue"),
        undo: undoNow(ports),
      });
      const { area } = await card.driver.list(card.link);
      if (area.state !== "set") throw new TypeError("the area is not set after it was taken over");
      const { state: _, ...record } = area;
      call.facts({ keyId: record.keyId, generation: record.generation });
      return { cardId, area: record, from };
    });
  };
