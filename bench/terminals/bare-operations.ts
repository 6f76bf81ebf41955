import { ascii } from "#card/bytes/bytes.js";
import { seededRandom } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import { deriveAreaKeys, deriveServiceKeys, MASTER_LENGTH } from "#card/region/derived-keys.js";
import { chooseDriver } from "#card/region/dialects/choose.js";
import { dialectTable } from "#card/region/dialects/table.js";
import type { CardAppPackage } from "#card/region/package.js";
import { AREA_KEY, AREA_MASTER, deskCard } from "#harness/desk/desk-card.fixture.js";

const CIN = "BENCH00001";

/**
 * Load (with personalisation), list, delete, list on the same kind of card in this process, driver and card alone: no daemon, store,
 * log or wire. Operations a second over so many visits.
 */
export async function bareOperations(pkg: CardAppPackage, firstRecord: Uint8Array, visits: number): Promise<number> {
  const card = deskCard({ cin: CIN });
  const link: CardLink = { transmit: async (command) => card.transmit(command) };
  card.powerOn();
  const driver = await chooseDriver(card.atr, link, seededRandom("bench host"), dialectTable);
  const id = ascii(CIN);
  const master = { ...AREA_KEY, master: AREA_MASTER };
  const [setting, area] = (["setting", "area"] as const).map((use) =>
    deriveAreaKeys(master, id, use, driver.keyLength),
  );
  await driver.setArea(
    link,
    { setting: setting!, area: area! },
    { municipality: "13101", ...AREA_KEY, setBy: "bench" },
  );
  const { version, length } = pkg.serviceKey;
  const serviceKeys = deriveServiceKeys(new Uint8Array(MASTER_LENGTH).fill(7), version, pkg.aid, id, length);
  const visit = async () => {
    await driver.load(link, area!, pkg);
    await driver.personalise(link, area!, pkg.aid, {
      serviceKeys,
      records: [{ file: 1, record: 1, data: firstRecord }],
    });
    await driver.list(link);
    await driver.remove(link, area!, pkg.aid);
    await driver.list(link);
  };
  for (let warm = 0; warm < 20; warm++) await visit();
  const start = performance.now();
  for (let n = 0; n < visits; n++) await visit();
  return (4_000 * visits) / (performance.now() - start);
}
