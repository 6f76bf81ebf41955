import type { HeldCard } from "#card/reader/reader-port.js";
import { chooseDriver } from "#card/region/dialects/choose.js";
import type { SystemSession } from "../../api/call.js";
import type { DaemonPorts } from "../../main/ports.js";
import { recover } from "../recovery.js";

/**
 * Locks the application of a business system on the card, because the effective limit of wrong PINs was reached before the card's own
 * . No operator calls this: it is put into the journal before anything is sent, and then carried out as what waits in the journal
 * is, now or when the card comes back.
 */
export const lockPin =
  (ports: DaemonPorts) =>
  async (link: HeldCard, cardId: string, session: SystemSession): Promise<void> => {
    const { municipality, aid, serviceId, systemId } = session;
    const now = ports.clock.now();
    const correlationId = ports.newId();
    const id = ports.newId();
    const row = { correlationId, sessionId: session.id, actor: systemId, municipality, target: cardId };
    await ports.audit.record({ event: "pin.lock", outcome: "ok", ...row, facts: { aid, journalId: id } });
    await ports.store.of(municipality).journal.add({
      ...{ id, municipality, cardId, operation: "pin.lock", state: "open", step: "begin", aid, serviceId },
      ...{ operatorId: systemId, correlationId, startedAt: now, changedAt: now },
    });
    const driver = await chooseDriver(link.atr, link, ports.random, ports.dialects);
    await recover(ports, { link, driver, identity: await driver.identify(link) });
  };
