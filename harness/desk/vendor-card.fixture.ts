import { toHex } from "#card/bytes/bytes.js";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { createCard } from "#simulator/card/index.js";
import { issuePerson, KeyStore, residentNames } from "#simulator/people/index.js";
import { findProfile } from "#simulator/profiles/index.js";
import { AREA_KEY, AREA_MASTER } from "./desk-card.fixture.js";

const keys = new KeyStore();

/** A vendor's whole card, issued under the key of these tests. */
export async function vendorCard(name: string) {
  const ports = { clock: new VirtualClock(), random: seededRandom(name), keys };
  const person = await issuePerson(residentNames()[0]!, ports);
  const settingMaster = { ...AREA_KEY, master: AREA_MASTER };
  const issuance = { settingMaster };
  const card = createCard({ profile: findProfile(name), person, random: ports.random, issuance });
  const cardId = toHex(Uint8Array.from(person.serial, (digit) => digit.charCodeAt(0)));
  return Object.assign(card, { cardId });
}
