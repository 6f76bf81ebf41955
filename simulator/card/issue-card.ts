import { fromHex } from "#card/bytes/bytes.js";
import type { RandomSource } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import type { CardDriver } from "#card/region/card-driver.js";
import { type AreaMaster, deriveAreaKeys } from "#card/region/derived-keys.js";
import { chooseDriver } from "#card/region/dialects/choose.js";
import { vendorRows } from "#card/region/dialects/vendor-file.js";
import { PUBLIC_SETTING_MASTER } from "./content-management.js";
import { type CardOptions, createCard } from "./create-card.js";
import type { SimulatedCard } from "./simulated-card.js";

/** An area that an earlier visit to a counter left on the card. */
export interface PresetArea {
  /** Municipality in whose name it was set, five digits. */
  readonly municipality: string;
  /** What the area's keys are derived from, with its id and generation. */
  readonly master: AreaMaster;
  /** Name and version of what set it: `7.2.1` for the predecessor of this system, or anything else (R-MOVE-08, R-DSN-06). */
  readonly setBy: string;
}

/** The driver for a card of ours, by its profile and not by any table: a vendor's file of one's own works as well. */
export function driverFor(card: SimulatedCard, link: CardLink, random: RandomSource): Promise<CardDriver> {
  return chooseDriver(card.atr, link, random, vendorRows(card.profile));
}

/**
 * `createCard` for a card that has been to a counter: its area is set, by the real driver and the commands of the card's dialect. A state
 * file wins here too: an area that is set already stays as it is. The card is off. Throws what `createCard` and the driver throw.
 */
export async function issueCard({
  area,
  ...options
}: CardOptions & { readonly area?: PresetArea }): Promise<SimulatedCard> {
  const card = createCard(options);
  if (area === undefined) return card;
  const link: CardLink = { transmit: async (command) => card.transmit(command) };
  card.powerOn();
  const driver = await driverFor(card, link, options.random);
  const id = fromHex((await driver.identify(link)).cardId);
  if ((await driver.list(link)).area.state === "not-set") {
    const { municipality, master, setBy } = area;
    const setting = deriveAreaKeys(
      options.issuance?.settingMaster ?? PUBLIC_SETTING_MASTER,
      id,
      "setting",
      driver.keyLength,
    );
    const keys = { setting, area: deriveAreaKeys(master, id, "area", driver.keyLength) };
    await driver.setArea(link, keys, { municipality, keyId: master.keyId, generation: master.generation, setBy });
  }
  card.powerOff();
  return card;
}
