import type { AreaStatus } from "#card/region/card-driver.js";
import type { KnownCard } from "../../cards/known-card.js";
import type { DaemonPorts } from "../../main/ports.js";
import type { JournalRecord } from "../../store/records.js";
import { moveErrors } from "../../tickets/ticket-errors.js";
import { areaSetting, standsUnder } from "../area-keys.js";
import type { Mended } from "../mended.js";
import { ticketKeys, vaultKeys } from "./donor-keys.js";
import { settleMove, withdrawMove } from "./move-records.js";

/** The keys that the continuation began with: from the vault, or from the ticket that was taken for it. */
async function keysOfEntry(ports: DaemonPorts, card: KnownCard, entry: JournalRecord, area: AreaStatus) {
  const from = entry.fromMunicipality ?? "";
  const ticket =
    entry.ticketId === undefined ? undefined : await ports.store.of(entry.municipality).tickets.find(entry.ticketId);
  const keys =
    ticket === undefined
      ? await vaultKeys(ports, from, area, card)
      : ticketKeys(await ports.tickets.open(entry.municipality, ticket.sealed, { late: true }), from, area, card);
  // A key that is gone now is an operator's matter: the entry stays open.
  if (keys === undefined) throw moveErrors.error("no-key", { from });
  return keys;
}

/**
 * A continuation that was interrupted. Whether our key was put is proved by the card, not read from it: then only the record is left,
 * and it is written whatever has become of the card since, for a card whose record and key disagree is nobody's. Where the key was
 * not put, the old key is proved instead, so that a forged card ends nothing, and all is as it was before.
 */
export async function mendMove(
  ports: DaemonPorts,
  card: KnownCard,
  entry: JournalRecord,
  finish: boolean,
): Promise<Mended> {
  const { driver, link } = card;
  const { area } = await driver.list(link);
  const finished: Mended = { state: "finished", after: (repositories) => settleMove(ports, repositories, entry) };
  const undone: Mended = { state: "undone", after: (repositories) => withdrawMove(repositories, entry) };
  const own = await areaSetting(ports, entry.municipality, card);
  if (area.state === "set" && (await standsUnder(card, own.keys.area))) {
    const { setBy: _, ...succession } = own.setting;
    const next = own.keys.area;
    if (area.municipality !== entry.municipality) await driver.handOver(link, { current: next, next }, succession);
    return finished;
  }
  const keys = await keysOfEntry(ports, card, entry, area);
  // An area that was being set is completed: the setting is idempotent, and half of it is no use to either municipality.
  if (area.state === "not-set" && finish) {
    await driver.setArea(link, { setting: keys, area: own.keys.area }, own.setting);
    return finished;
  }
  await driver.proveAreaKey(link, keys);
  return undone;
}
