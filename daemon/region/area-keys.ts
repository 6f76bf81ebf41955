import { ascii, fromHex, toHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type {
  AreaSetting,
  AreaSettingKeys,
  AreaStatus,
  ChannelKeys,
  Personalisation,
} from "#card/region/card-driver.js";
import { type AreaKeyUsage, deriveAreaKeys, deriveServiceKeys } from "#card/region/derived-keys.js";
import type { KnownCard } from "../cards/known-card.js";
import type { KeyReference } from "../keys/key-port.js";
import type { DaemonPorts } from "../main/ports.js";
import { productName } from "../main/version.js";
import { systemNumber } from "../services/hand-over/index.js";
import type { Service } from "../services/service.js";

/** The keys of one card under a municipality's master. Throws `keys.no-area-key`. */
export function areaKeysOf(
  ports: DaemonPorts,
  municipality: string,
  key: KeyReference,
  usage: AreaKeyUsage,
  { identity, driver }: KnownCard,
): Promise<ChannelKeys> {
  return ports.areaKeys.withMaster(municipality, key, async (master) =>
    deriveAreaKeys({ ...key, master }, fromHex(identity.cardId), usage, driver.keyLength),
  );
}

/**
 * The keys that fit the card as it stands: its area's own key id selects, or, before it is set, the setting keys of the
 * current generation. Undefined when the municipality has no such master.
 */
export async function fittingKeys(
  ports: DaemonPorts,
  municipality: string,
  area: AreaStatus,
  card: KnownCard,
): Promise<ChannelKeys | undefined> {
  try {
    if (area.state !== "set") return await settingKeysOf(ports, issuerOf(ports, municipality, card), card);
    const home = ports.municipalities.homesOf(municipality).includes(area.municipality);
    return home ? await areaKeysOf(ports, area.municipality, area, "area", card) : undefined;
  } catch (error) {
    if (isMadoguchiError(error, "keys.no-area-key")) return undefined;
    throw error;
  }
}

/** Under whose setting keys a card was issued that is not another municipality's: its own, or a predecessor's (R-CARD-06). */
function issuerOf({ municipalities }: DaemonPorts, municipality: string, { identity }: KnownCard): string {
  const { issuerMunicipality } = identity;
  if (issuerMunicipality === undefined) return municipality;
  return municipalities.homesOf(municipality).includes(issuerMunicipality) ? issuerMunicipality : municipality;
}

/** Whether the card proves that it stands under these keys: its area, or, before it is set, the right to set it. Writes nothing. */
export async function standsUnder({ driver, link }: KnownCard, keys: ChannelKeys): Promise<boolean> {
  try {
    await driver.proveAreaKey(link, keys);
    return true;
  } catch (error) {
    if (isMadoguchiError(error, "card.area-key-mismatch")) return false;
    throw error;
  }
}

/**
 * The keys that give the right to set the area of a card that `issuer` issued: of the generation that it was issued under, which no card
 * tells. Where there are several, those that the card proves; the newest where it proves none. Throws `keys.no-area-key`.
 */
export async function settingKeysOf(ports: DaemonPorts, issuer: string, card: KnownCard): Promise<ChannelKeys> {
  const newest = await areaKeysOf(ports, issuer, await ports.areaKeys.current(issuer), "setting", card);
  const references = await ports.areaKeys.all(issuer);
  if (references.length < 2) return newest;
  for (const reference of references) {
    const keys = await areaKeysOf(ports, issuer, reference, "setting", card);
    if (await standsUnder(card, keys)) return keys;
  }
  return newest;
}

/**
 * The municipality's current key, and what the card is to remember of its setting (R-AREA-02, R-MOVE-08). `setting` are the keys that
 * another municipality's card was issued with.
 */
export async function areaSetting(
  ports: DaemonPorts,
  municipality: string,
  card: KnownCard,
  setting?: ChannelKeys,
): Promise<{ readonly keys: AreaSettingKeys; readonly setting: AreaSetting }> {
  const key = await ports.areaKeys.current(municipality);
  const keys = {
    setting: setting ?? (await settingKeysOf(ports, issuerOf(ports, municipality, card), card)),
    area: await areaKeysOf(ports, municipality, key, "area", card),
  };
  return { keys, setting: { municipality, ...key, setBy: productName } };
}

/**
 * The first record of an application whose service configures none: the number by which this service's system alone knows the user, the
 * same that hand-over messages bear (R-AP-01, R-PRIV-10). It goes into the first file that can be read, cut to the length of its records.
 */
async function userNumber(ports: DaemonPorts, service: Service, userId: string): Promise<Personalisation["records"]> {
  const file = service.package.files.find(({ access }) => access.read !== "never");
  if (file === undefined) return [];
  const { number } = await ports.store.transaction((repositories) =>
    systemNumber(ports, repositories, service, userId),
  );
  return [{ file: file.id, record: 1, data: ascii(number).slice(0, file.recordSize) }];
}

/** What makes a fresh instance usable on this card: its service keys and its first records. */
export async function personalisationOf(
  ports: DaemonPorts,
  service: Service,
  card: KnownCard,
  userId: string,
): Promise<Personalisation> {
  const { aid, serviceKey } = service.package;
  const records = service.firstRecords.length > 0 ? service.firstRecords : await userNumber(ports, service, userId);
  const cardRef = fromHex(await ports.cardRefs.of(toHex(aid), card.identity.cardId));
  return ports.serviceKeys.withMaster(service.id, async (master, version) => ({
    serviceKeys: deriveServiceKeys(master, version, aid, cardRef, serviceKey.length),
    records,
  }));
}
