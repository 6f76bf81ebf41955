import type { HeldCard } from "#card/reader/reader-port.js";
import { chooseDriver } from "#card/region/dialects/choose.js";
import type { SystemSession } from "../../api/call.js";
import type { DaemonPorts } from "../../main/ports.js";
import type { JournalRecord } from "../../store/records.js";
import { recover } from "../recovery.js";

/**
 * Under whose area key the application stands: for a system in joint use it may be another municipality of the group. Before anything is
 * in the journal the card is only read.
 */
async function keeperOf(
  ports: DaemonPorts,
  link: HeldCard,
  { systemId, municipality }: SystemSession,
): Promise<string> {
  if (ports.services.bySystem(systemId)?.sharedWith === undefined) return municipality;
  try {
    const driver = await chooseDriver(link.atr, link, ports.random, ports.dialects);
    const { area } = await driver.list(link);
    return (area.state === "set" ? ports.municipalities.servedAs(area.municipality) : undefined) ?? municipality;
  } catch (error) {
    ports.failures.error("pin.lock", error, { systemId });
    return municipality;
  }
}

/**
 * Locks the application of a business system on the card, because the effective limit of wrong PINs was reached before the card's own
 * . No operator calls this: it is put into the journal before anything is sent, and then carried out as what waits in the journal
 * is, now or when the card comes back.
 */
export const lockPin =
  (ports: DaemonPorts) =>
  async (link: HeldCard, cardId: string, session: SystemSession): Promise<void> => {
    const { aid, serviceId, systemId } = session;
    const municipality = await keeperOf(ports, link, session);
    const now = ports.clock.now();
    const correlationId = ports.newId();
    const id = ports.newId();
    const row = { correlationId, sessionId: session.id, actor: systemId, municipality, target: cardId };
    const entry: JournalRecord = {
      ...{ id, municipality, cardId, operation: "pin.lock", state: "open", step: "begin", aid, serviceId },
      ...{ operatorId: systemId, correlationId, startedAt: now, changedAt: now },
    };
    await ports.store.transaction(async (repositories) => {
      await repositories.of(municipality).journal.add(entry);
      const told = { event: "pin.lock", outcome: "ok", ...row, facts: { aid, journalId: id } } as const;
      await ports.auditOutbox.add(repositories, told);
    });
    // As with every card write: the log must have it before the card does (R-LOG-01).
    await ports.auditOutbox.flush();
    const driver = await chooseDriver(link.atr, link, ports.random, ports.dialects);
    await recover(ports, { link, driver, identity: await driver.identify(link) });
  };
