import type { Clock } from "#card/ports/clock.js";
import type { RandomSource } from "#card/ports/random.js";
import { issueCard } from "#simulator/card/index.js";
import type { VirtualCard } from "#simulator/kernel/virtual-card.js";
import { type CardPersonalisation, issuePerson, KeyStore } from "#simulator/people/index.js";
import { findProfile } from "#simulator/profiles/index.js";
import type { TestSecrets } from "../municipality/secrets.js";
import type { MunicipalityFixture } from "../scenario/municipality.js";
import type { CardFixture } from "../scenario/schema.js";

const keys = new KeyStore();

/** Name that the area record gives to what set the area, where the fixture names nothing (R-SYS-21). */
const SET_BY = "madoguchi-harness 1.0.0";

/** Number of the card that a holder gets in the place of the first one. */
const reissuedSerial = (serial: string): string => `8${serial.slice(1)}`;

/**
 * Issues the virtual card of a fixture: the right to set its area is as the fixture says, and the area is set where it says so. `forged`
 * is what the issuer's applications are personalised with in place of the fixture's test resident.
 */
export async function makeCard(
  fixture: CardFixture,
  { areaKey, code }: MunicipalityFixture,
  secrets: TestSecrets,
  ports: { readonly clock: Clock; readonly random: RandomSource },
  forged?: CardPersonalisation,
): Promise<VirtualCard> {
  const issued = forged ?? (await issuePerson(fixture.person, { ...ports, keys }));
  const person = fixture.reissued ? { ...issued, serial: reissuedSerial(issued.serial) } : issued;
  const master = (whose: "own" | "foreign") => ({ ...areaKey, master: secrets.areaMaster(whose) });
  const { area, areaMunicipality = code, setBy = SET_BY } = fixture;
  return issueCard({
    ...ports,
    profile: findProfile(fixture.profile),
    person,
    issuance: { settingMaster: master(fixture.settingKey) },
    ...(area !== "not-set" && { area: { municipality: areaMunicipality, master: master(area), setBy } }),
  });
}
