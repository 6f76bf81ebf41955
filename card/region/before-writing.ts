import { toHex } from "#card/bytes/bytes.js";
import { readTlv } from "#card/iso7816/tlv.js";
import { type AreaRecord, encodeAreaRecord } from "./area-record.js";
import type { AreaMemory, AreaStatus, AreaSuccession, Dialect } from "./card-driver.js";
import { cardErrors } from "./card-errors.js";
import { cardAppState } from "./directory.js";
import { type AreaView, entriesOf } from "./list.js";
import { heldOctets, shortage } from "./needed-space.js";
import type { CardAppPackage } from "./package.js";

/** Before a package is loaded: is the area set, the application not there and its room free? Throws `card.area-not-set`, `card.application-present`, `card.no-space`. */
export function demandLoadable({ area, memory, entries }: AreaView, pkg: CardAppPackage, dialect: Dialect): void {
  if (area.state !== "set") throw cardErrors.error("area-not-set");
  const present = entriesOf(entries, pkg.aid, pkg.loadFileAid)[0];
  if (present !== undefined) {
    throw cardErrors.error("application-present", { aid: toHex(pkg.aid), state: cardAppState(present.lifeCycle) });
  }
  const lack = shortage(memory, pkg, dialect);
  if (lack !== undefined) throw cardErrors.error("no-space", lack);
}

/** The record that a hand-over leaves: who set the area, and with what, stays on the card. Throws `card.area-not-set`. */
export function succeedingRecord(area: AreaStatus, succession: AreaSuccession): AreaRecord {
  if (area.state !== "set") throw cardErrors.error("area-not-set");
  const setUnder = area.setUnder ?? area.municipality;
  return { ...succession, setBy: area.setBy, ...(setUnder === succession.municipality ? {} : { setUnder }) };
}

/**
 * Before the keys of an area change hands: is there room for the record that follows them? A record that is longer than the old one takes
 * a place of its own before the old one is given up. Without this a full area would end with its new keys under its old record, and
 * belong to nobody. Throws `card.no-space`.
 */
export function demandRecordRoom(area: AreaStatus, next: AreaRecord, { free, quota }: AreaMemory): void {
  const held = (record: AreaRecord): number => heldOctets(readTlv(encodeAreaRecord(record)).value.length);
  const needed = held(next);
  const before = area.state === "set" ? held(area) : 0;
  if (needed > before && free < needed)
    throw cardErrors.error("no-space", { what: "area record", needed, free, quota });
}
