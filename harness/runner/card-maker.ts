import type { Clock } from "#card/ports/clock.js";
import type { RandomSource } from "#card/ports/random.js";
import { createCard } from "#simulator/card/index.js";
import type { VirtualCard } from "#simulator/kernel/virtual-card.js";
import { issuePerson, KeyStore } from "#simulator/people/index.js";
import { findProfile } from "#simulator/profiles/index.js";
import type { MunicipalityFixture } from "../scenario/municipality.js";
import type { CardFixture } from "../scenario/schema.js";

const keys = new KeyStore();

/** Issues the virtual card of a fixture; its right to be set belongs to the holder of `settingMaster`. */
export async function makeCard(
  fixture: CardFixture,
  { areaKey }: MunicipalityFixture,
  settingMaster: Uint8Array,
  ports: { readonly clock: Clock; readonly random: RandomSource },
): Promise<VirtualCard> {
  const person = await issuePerson(fixture.person, { ...ports, keys });
  return createCard({
    ...ports,
    profile: findProfile(fixture.profile),
    person,
    issuance: { settingMaster: { ...areaKey, master: settingMaster } },
  });
}
