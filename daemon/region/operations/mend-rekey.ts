import type { AreaStatus, ChannelKeys } from "#card/region/card-driver.js";
import { cardErrors } from "#card/region/card-errors.js";
import type { KnownCard } from "../../cards/known-card.js";
import type { KeyReference } from "../../keys/key-port.js";
import type { DaemonPorts } from "../../main/ports.js";
import type { JournalRecord } from "../../store/records.js";
import { areaKeysOf, standsUnder } from "../area-keys.js";
import type { Mended } from "../mended.js";

/** A key of the municipality's, or of one that it succeeded. */
type Named = KeyReference & { readonly municipality: string };

/** Whether the area's record names this key. */
export const isUnder = (area: AreaStatus, key: Named): boolean =>
  area.state === "set" &&
  area.municipality === key.municipality &&
  area.keyId === key.keyId &&
  area.generation === key.generation;

/** The key that new areas are set under, and older ones exchanged for. */
export const newestOf = async (ports: DaemonPorts, municipality: string): Promise<Named> => ({
  municipality,
  ...(await ports.areaKeys.current(municipality)),
});

/** Under which of the municipality's keys, or its predecessors', a card stands: it proves it, whatever its record says. */
async function keyOfCard(
  ports: DaemonPorts,
  card: KnownCard,
  municipality: string,
): Promise<{ readonly key: Named; readonly keys: ChannelKeys } | undefined> {
  for (const home of ports.municipalities.homesOf(municipality)) {
    for (const reference of await ports.areaKeys.all(home)) {
      const keys = await areaKeysOf(ports, home, reference, "area", card);
      if (await standsUnder(card, keys)) return { key: { municipality: home, ...reference }, keys };
    }
  }
  return undefined;
}

/**
 * An exchange that was interrupted. Which key the card has is proved by it: where that is not the one of its record, only the record is
 * left to write, and it is written whatever has become of the card since; else all is as it was before. A card that proves none is
 * not the card, and the entry waits.
 */
export async function mendRekey(ports: DaemonPorts, card: KnownCard, entry: JournalRecord): Promise<Mended> {
  const { area } = await card.driver.list(card.link);
  const found = await keyOfCard(ports, card, entry.municipality);
  if (found === undefined) throw cardErrors.error("area-key-mismatch", { reason: "no key here fits" });
  const { key, keys } = found;
  if (!isUnder(area, key)) {
    await card.driver.handOver(card.link, { current: keys, next: keys }, key);
    return { state: "finished" };
  }
  return { state: isUnder(area, await newestOf(ports, entry.municipality)) ? "finished" : "undone" };
}
