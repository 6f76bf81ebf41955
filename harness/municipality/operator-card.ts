import { ascii, fromHex, toHex } from "#card/bytes/bytes.js";
import type { RandomSource } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import { cardAppAid, cardAppLoadFileAid } from "#card/region/aids.js";
import { deriveAreaKeys, deriveServiceKeys } from "#card/region/derived-keys.js";
import { chooseDriver } from "#card/region/dialects/choose.js";
import { dialectTable } from "#card/region/dialects/table.js";
import { buildPackage } from "#card/region/load-file/encode.js";
import type { VirtualCard } from "#simulator/kernel/virtual-card.js";
import type { MunicipalityFixture } from "../scenario/municipality.js";
import type { TestSecrets } from "./secrets.js";

/** Service number of the application on operator cards: the last one, which no service of the test municipalities has. */
const OPERATOR_SERVICE = 0xff;

/** Version of the operators' service key of test municipalities. */
export const OPERATOR_KEY_VERSION = 1;

export const operatorAid = (code: string): Uint8Array => cardAppAid(code, OPERATOR_SERVICE);

/** The key that operator cards and the daemon share. */
export const operatorMaster = (secrets: TestSecrets): Uint8Array => secrets.serviceMaster("operator card");

/** Makes a card whose area is set into an operator card with this PIN, as the municipality's supplier would. Gives the card's id. */
export async function makeOperatorCard(
  card: VirtualCard,
  of: { readonly municipality: MunicipalityFixture; readonly secrets: TestSecrets; readonly random: RandomSource },
  pin: string,
  master = operatorMaster(of.secrets),
): Promise<string> {
  const { municipality, secrets, random } = of;
  const link: CardLink = { transmit: async (command) => card.transmit(command) };
  card.powerOn();
  const driver = await chooseDriver(card.atr, link, random, dialectTable);
  const { cardId } = await driver.identify(link);
  const id = fromHex(cardId);
  const areaMaster = { ...municipality.areaKey, master: secrets.areaMaster("own") };
  const keys = deriveAreaKeys(areaMaster, id, "area", driver.keyLength);
  const pkg = buildPackage(
    {
      aid: operatorAid(municipality.code),
      loadFileAid: cardAppLoadFileAid(municipality.code, OPERATOR_SERVICE),
      municipality: municipality.code,
      version: "1.0.0",
      serviceKey: { version: OPERATOR_KEY_VERSION, length: 16 },
      pin: { tries: 3, minLength: 6, maxLength: 12 },
      files: [{ id: 1, records: 1, recordSize: 16, access: { read: "pin", update: "never" } }],
    },
    secrets.packageKey(),
  );
  await driver.load(link, keys, pkg);
  await driver.personalise(link, keys, pkg.aid, {
    serviceKeys: deriveServiceKeys(master, OPERATOR_KEY_VERSION, pkg.aid, id),
    records: [{ file: 1, record: 1, data: ascii("OPERATOR") }],
  });
  await driver.setPin(link, keys, pkg.aid, pin);
  card.powerOff();
  return toHex(id);
}
