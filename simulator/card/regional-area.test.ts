import { expect } from "chai";
import { fromHex } from "#card/bytes/bytes.js";
import { systemClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import type { AreaListing, CardDriver } from "#card/region/card-driver.js";
import { deriveAreaKeys } from "#card/region/derived-keys.js";
import { chooseDriver } from "#card/region/dialects/choose.js";
import { PowerLoss } from "../nvm/power-loss.js";
import { issuePerson } from "../people/issue-person.js";
import { KeyStore } from "../people/key-store.js";
import type { CardPersonalisation } from "../people/person.js";
import { findProfile, profileNames } from "../profiles/read-profile.js";
import { PUBLIC_SETTING_MASTER } from "./content-management.js";
import { createCard } from "./create-card.js";
import type { SimulatedCard } from "./simulated-card.js";

const SETTING = { municipality: "13101", keyId: "K1", generation: 2, setBy: "test 1.0" };

describe("the regional area on a whole card", function () {
  this.timeout(60_000); // the first run makes 2048-bit keys
  let person: CardPersonalisation;

  before(async () => {
    const ports = { keys: new KeyStore(), clock: systemClock, random: seededRandom("area") };
    person = await issuePerson("hanako", ports);
  });

  function newCard(profile: string): SimulatedCard {
    const card = createCard({ profile: findProfile(profile), person, random: seededRandom("card") });
    card.powerOn();
    return card;
  }

  function driverOf(card: SimulatedCard): Promise<{ readonly driver: CardDriver; readonly link: CardLink }> {
    const link: CardLink = { transmit: async (command) => card.transmit(command) };
    return chooseDriver(card.atr, link, seededRandom("host")).then((driver) => ({ driver, link }));
  }

  async function setArea(card: SimulatedCard): Promise<AreaListing> {
    const { driver, link } = await driverOf(card);
    const id = fromHex((await driver.identify(link)).cardId);
    const { keyLength } = (await driverOf(card)).driver;
    const setting = deriveAreaKeys(PUBLIC_SETTING_MASTER, id, "setting", keyLength);
    const master = { keyId: SETTING.keyId, generation: SETTING.generation, master: new Uint8Array(32).fill(7) };
    await driver.setArea(link, { setting, area: deriveAreaKeys(master, id, "area", keyLength) }, SETTING);
    return driver.list(link);
  }

  it("is set on every profile by the same driver, its memory the profile's quota (R-CARD-05, R-CARD-08, R-AREA-02)", async () => {
    for (const profile of profileNames()) {
      const card = newCard(profile);
      const { area, memory } = await setArea(card);
      expect(area, profile).to.deep.equal({ state: "set", ...SETTING });
      expect(memory.quota, profile).to.equal(card.profile.memory.areaQuota.value);
    }
  });

  for (const profile of ["aoba", "ajisai"]) {
    it(`is completed after power failed at any of many octets of its setting, leaving what an untorn setting leaves: ${profile}`, async () => {
      const whole = await setArea(newCard(profile));
      let torn = 0;
      for (let octet = 0; ; octet += 17) {
        const card = newCard(profile);
        card.nvm.device.tearAfter(octet);
        try {
          await setArea(card);
          break;
        } catch (error) {
          expect(error).to.be.instanceOf(PowerLoss);
          torn++;
        }
        card.powerOn();
        // The last write may have been whole when the power failed: recovery finishes it, and the area is set.
        const { driver, link } = await driverOf(card);
        const found = await driver.list(link);
        const { area, applications, memory } = found.area.state === "set" ? found : await setArea(card);
        expect({ area, applications }, `torn at ${octet}`).to.deep.equal({ area: whole.area, applications: [] });
        // At most one small block more: the session counter of the area's own channel, where that was opened to go on.
        expect(memory.used - whole.memory.used, `torn at ${octet}`).to.be.within(0, 24);
      }
      expect(torn).to.be.greaterThan(10);
    });
  }

  it("stays out of the issuer's applications: their files are as they were (R-CARD-01)", async () => {
    for (const profile of profileNames()) {
      const card = newCard(profile);
      const before = [2, 3, 4, 5, 6].map((owner) => card.nvm.heldBy(owner));
      await setArea(card);
      expect(
        [2, 3, 4, 5, 6].map((owner) => card.nvm.heldBy(owner)),
        profile,
      ).to.deep.equal(before);
    }
  });
});
