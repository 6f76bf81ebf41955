import { ascii, fromHex } from "#card/bytes/bytes.js";
import type { RandomSource } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import { deriveAreaKeys, deriveCardRef, deriveServiceKeys } from "#card/region/derived-keys.js";
import { chooseDriver } from "#card/region/dialects/choose.js";
import type { DialectRow } from "#card/region/dialects/table.js";
import type { VirtualCard } from "#simulator/kernel/virtual-card.js";
import type { MunicipalityFixture } from "../scenario/municipality.js";
import type { CardFixture } from "../scenario/schema.js";
import { SERVICE_KEY_VERSION, servicePackage } from "./packages.js";
import type { TestSecrets } from "./secrets.js";

export interface CardPreparation {
  readonly municipality: MunicipalityFixture;
  readonly secrets: TestSecrets;
  readonly random: RandomSource;
  /** By which the card is known. */
  readonly dialects: readonly DialectRow[];
}

/**
 * Brings a new card to where its fixture wants it before the first step: its applications as an earlier visit to a counter left them, by the
 * same commands; its area it has from issuance (`makeCard`). Gives the card's id. The card is powered off afterwards.
 */
export async function prepareCard(
  card: VirtualCard,
  fixture: CardFixture,
  preparation: CardPreparation,
): Promise<string> {
  const { municipality, secrets, random, dialects } = preparation;
  const link: CardLink = { transmit: async (command) => card.transmit(command) };
  card.powerOn();
  const driver = await chooseDriver(card.atr, link, random, dialects);
  const { cardId } = await driver.identify(link);
  const id = fromHex(cardId);
  if (fixture.area !== "not-set") {
    const master = { ...municipality.areaKey, master: secrets.areaMaster(fixture.area) };
    const keys = deriveAreaKeys(master, id, "area", driver.keyLength);
    for (const service of fixture.applications) {
      const pkg = servicePackage(municipality, service, secrets);
      const records = municipality.services[service]!.firstRecords;
      await driver.load(link, keys, pkg);
      await driver.personalise(link, keys, pkg.aid, {
        serviceKeys: deriveServiceKeys(
          secrets.serviceMaster(service),
          SERVICE_KEY_VERSION,
          pkg.aid,
          deriveCardRef(secrets.cardRefKey(service), pkg.aid, id),
        ),
        records: records.map(({ file, record, text }) => ({ file, record, data: ascii(text) })),
      });
    }
  }
  card.powerOff();
  return cardId;
}
