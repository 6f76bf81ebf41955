import { fromHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { systemClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import type { AreaMemory, CardDriver, ChannelKeys } from "#card/region/card-driver.js";
import { cardErrors } from "#card/region/card-errors.js";
import { deriveAreaKeys, MASTER_LENGTH } from "#card/region/derived-keys.js";
import { chooseDriver } from "#card/region/dialects/choose.js";
import type { DialectRow } from "#card/region/dialects/table.js";
import { shortage, VOLATILE_LACK } from "#card/region/needed-space.js";
import { createCard, PUBLIC_SETTING_MASTER, type SimulatedCard } from "#simulator/card/index.js";
import { type CardPersonalisation, issuePerson, KeyStore } from "#simulator/people/index.js";
import { type CardProfile, profileErrors } from "#simulator/profiles/index.js";
import { STANDARD_MUNICIPALITY, standardPackage } from "./standard-package.js";

const AREA = { municipality: STANDARD_MUNICIPALITY, keyId: "TRY", generation: 1, setBy: "madoguchi profile check" };

/** A card of a profile with its regional area set, and the hands of its municipality. */
export interface SetCard {
  readonly card: SimulatedCard;
  readonly link: CardLink;
  readonly driver: CardDriver;
  readonly keys: ChannelKeys;
}

/** What a card of a profile showed when it was tried. */
export interface ProfileTrial {
  /** Memory of the area right after it was set. */
  readonly memory: AreaMemory;
  /** How many standard applications went on it. */
  readonly applications: number;
  /** What the driver said to the first one too many. */
  readonly refusal: string;
  /** Which memory ran out; absent when the trial ended before any did. */
  readonly limitedBy?: "areaQuota" | "transient";
  /** What the card has too little of for even one, right after its area was set (`shortage`). */
  readonly lack?: NonNullable<ReturnType<typeof shortage>>;
}

/** Someone to hold a card that is tried. */
export function trialHolder(): Promise<CardPersonalisation> {
  return issuePerson("hanako", { keys: new KeyStore(), clock: systemClock, random: seededRandom("trial") });
}

/** Makes a card of a profile and sets its area, as a counter with this dialect table does. Throws what card and driver throw, and `profile.area-too-small`. */
export async function setTrialCard(
  profile: CardProfile,
  table: readonly DialectRow[],
  person: CardPersonalisation,
): Promise<SetCard> {
  const card = createCard({ profile, person, random: seededRandom("trial card") });
  card.powerOn();
  const link: CardLink = { transmit: async (command) => card.transmit(command) };
  const driver = await chooseDriver(card.atr, link, seededRandom("trial host"), table);
  const id = fromHex((await driver.identify(link)).cardId);
  const setting = deriveAreaKeys(PUBLIC_SETTING_MASTER, id, "setting", driver.keyLength);
  const master = { keyId: AREA.keyId, generation: AREA.generation, master: new Uint8Array(MASTER_LENGTH).fill(7) };
  const keys = deriveAreaKeys(master, id, "area", driver.keyLength);
  await driver.setArea(link, { setting, area: keys }, AREA).catch((error: unknown) => {
    if (!cardErrors.is(error, "no-space")) throw error;
    const details = { profile: profile.name, areaQuota: profile.memory.areaQuota.value };
    throw profileErrors.error("area-too-small", details, { cause: error });
  });
  return { card, link, driver, keys };
}

/** Service numbers that a trial may use up: a card that takes them all has no limit that matters. */
const MOST = 255;

/** Tries a profile through the driver that the table gives its card: sets the area and loads standard applications until one is refused. */
export async function tryProfile(profile: CardProfile, table: readonly DialectRow[]): Promise<ProfileTrial> {
  const { driver, link, keys } = await setTrialCard(profile, table, await trialHolder());
  const { memory } = await driver.list(link);
  const lack = shortage(memory, standardPackage(1), driver.dialect);
  for (let service = 1; service <= MOST; service++) {
    try {
      await driver.load(link, keys, standardPackage(service));
    } catch (error) {
      if (!isMadoguchiError(error) || !cardErrors.is(error, "no-space")) throw error;
      const limitedBy = error.details["what"] === VOLATILE_LACK ? "transient" : "areaQuota";
      const told = { memory, applications: service - 1, refusal: error.code, limitedBy } as const;
      return lack === undefined ? told : { ...told, lack };
    }
  }
  return { memory, applications: MOST, refusal: "" };
}
