import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { fromHex } from "#card/bytes/bytes.js";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { deriveAreaKeys } from "#card/region/derived-keys.js";
import { issuePerson } from "../people/issue-person.js";
import { KeyStore } from "../people/key-store.js";
import type { CardPersonalisation } from "../people/person.js";
import { findProfile, profileNames } from "../profiles/read-profile.js";
import { driverFor, issueCard, type PresetArea } from "./issue-card.js";
import type { SimulatedCard } from "./simulated-card.js";

const MASTER = { keyId: "B-1", generation: 3, master: new Uint8Array(32).fill(0xb2) };

describe("a card that has been to a counter before (R-DSN-06)", function () {
  this.timeout(60_000);
  let person: CardPersonalisation;
  const random = seededRandom("preset");

  before(async () => {
    person = await issuePerson("jiro", { keys: new KeyStore(), clock: new VirtualClock(), random });
  });

  const issue = (profile: string, setBy: string, stateFile?: string): Promise<SimulatedCard> => {
    const area: PresetArea = { municipality: "13102", master: MASTER, setBy };
    return issueCard({ profile: findProfile(profile), person, random, area, ...(stateFile && { stateFile }) });
  };

  async function opened(card: SimulatedCard) {
    card.powerOn();
    const link = { transmit: async (command: Uint8Array) => card.transmit(command) };
    const driver = await driverFor(card, link, random);
    const { cardId } = await driver.identify(link);
    return { driver, link, id: fromHex(cardId) };
  }

  for (const profile of profileNames()) {
    it(`has its area on profile ${profile}, in the other municipality's name and under its keys`, async () => {
      const { driver, link, id } = await opened(await issue(profile, "7.2.1"));
      const { area } = await driver.list(link);
      expect(area).to.deep.include({
        state: "set",
        municipality: "13102",
        keyId: "B-1",
        generation: 3,
        setBy: "7.2.1",
      });
      await driver.proveAreaKey(link, deriveAreaKeys(MASTER, id, "area", driver.keyLength));
    });
  }

  for (const setBy of ["7.1.9", "7.2.1", "7.2.2", "7.10.0", "unknown"]) {
    it(`tells that ${setBy} set it, on a Juki card and on a My Number card`, async () => {
      for (const profile of ["fuji", "aoba"]) {
        const { driver, link } = await opened(await issue(profile, setBy));
        expect((await driver.list(link)).area, profile).to.deep.include({ setBy });
      }
    });
  }

  it("keeps the area of its state file, whatever is asked for later", async () => {
    const folder = mkdtempSync(join(tmpdir(), "madoguchi-preset-"));
    try {
      const file = join(folder, "card.state");
      (await issue("fuji", "7.2.1", file)).powerOff();
      const { driver, link } = await opened(await issue("fuji", "7.10.0", file));
      expect((await driver.list(link)).area).to.deep.include({ setBy: "7.2.1" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
