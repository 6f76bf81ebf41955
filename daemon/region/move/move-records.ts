import type { DaemonPorts } from "../../main/ports.js";
import type { JournalRecord } from "../../store/records.js";
import type { Repositories } from "../../store/repositories.js";
import type { OpenedTicket } from "../../tickets/ticket-port.js";

/** A ticket is taken together with the journal entry: none is taken twice, and an interrupted continuation finds its keys in it. */
export async function takeTicket(
  { of }: Repositories,
  entry: JournalRecord,
  { id, issuer }: OpenedTicket,
  sealed: string,
): Promise<void> {
  const { municipality, cardId, changedAt } = entry;
  await of(municipality).tickets.add({ id, municipality, issuer, cardId, state: "taken", sealed, changedAt });
}

/**
 * The continuation is done: its ticket is used up. The municipality whose card it was, when it is on this system, finds the hand-over in
 * its own log (R-MOVE-02).
 */
export async function settleMove(ports: DaemonPorts, repositories: Repositories, entry: JournalRecord): Promise<void> {
  const { id, municipality, fromMunicipality = "", cardId, correlationId, ticketId } = entry;
  if (ticketId !== undefined) await repositories.of(municipality).tickets.use(ticketId, ports.clock.now());
  const donor = ports.municipalities.servedAs(fromMunicipality);
  if (donor === undefined) return;
  const row = { correlationId, municipality: donor, target: cardId, facts: { to: municipality, journalId: id } };
  await ports.auditOutbox.add(repositories, { event: "move.handed-over", outcome: "ok", ...row });
}

/** The continuation came to nothing: its ticket is good for another try. */
export async function withdrawMove({ of }: Repositories, { municipality, ticketId }: JournalRecord): Promise<void> {
  if (ticketId !== undefined) await of(municipality).tickets.release(ticketId);
}
