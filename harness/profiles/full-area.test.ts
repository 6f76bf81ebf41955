import { generateKeyPairSync } from "node:crypto";
import { expect } from "chai";
import { fromHex } from "#card/bytes/bytes.js";
import { refusal } from "#card/errors/refusal.fixture.js";
import { deriveAreaKeys, MASTER_LENGTH } from "#card/region/derived-keys.js";
import { dialectTable, neededSpace } from "#card/region/index.js";
import { buildPackage } from "#card/region/load-file/encode.js";
import type { CardAppPackage } from "#card/region/package.js";
import { usualContent } from "#card/region/usual-content.js";
import type { CardPersonalisation } from "#simulator/people/index.js";
import { findProfile, profileNames } from "#simulator/profiles/index.js";
import { type SetCard, setTrialCard, trialHolder } from "./try-profile.js";

const signer = generateKeyPairSync("ed25519").privateKey;
const MOST_RECORDS = 254;
/** Octets in which memory is given out. */
const GRANULE = 8;

function packageOf(service: number, records: number, recordSize: number): CardAppPackage {
  return buildPackage(
    usualContent("13101", service, {
      files: [{ id: 1, records, recordSize, access: { read: "system", update: "system" } }],
    }),
    signer,
  );
}

/** A package of one file that takes exactly so many octets on a card of this dialect. */
function packageOfSize(service: number, octets: number, { driver }: SetCard): CardAppPackage {
  for (let records = 1; records <= MOST_RECORDS; records++) {
    const least = neededSpace(packageOf(service, records, 1), driver.dialect);
    const recordSize = Math.floor((octets - least) / records) + 1;
    for (const size of [recordSize, recordSize + 1]) {
      if (size < 1 || size > 224) continue;
      const pkg = packageOf(service, records, size);
      if (neededSpace(pkg, driver.dialect) === octets) return pkg;
    }
  }
  throw new RangeError(`no package of ${octets} octets`);
}

describe("an area that is full to the last octet", function () {
  this.timeout(60_000);
  let person: CardPersonalisation;
  before(async () => {
    person = await trialHolder();
  });

  for (const name of profileNames()) {
    it(`takes what fits exactly, refuses a granule more before any write, and changes hands only while there is room for its record: ${name} (R-CARD-07, R-MOVE-07, X-13)`, async () => {
      const one = await setTrialCard(findProfile(name), dialectTable, person);
      const { driver, link, keys, card } = one;
      // One package does not fill the largest areas.
      if (findProfile(name).memory.areaQuota.value > 32_768) await driver.load(link, keys, packageOf(2, 100, 200));
      const empty = (await driver.list(link)).memory;

      const image = card.snapshot();
      const { code } = await refusal(driver.load(link, keys, packageOfSize(1, empty.free + GRANULE, one)));
      expect(code).to.equal("card.no-space");
      expect(Buffer.compare(card.snapshot(), image), "nothing was written").to.equal(0);

      const pkg = packageOfSize(1, empty.free, one);
      await driver.load(link, keys, pkg);
      expect((await driver.list(link)).memory.free).to.equal(0);
      const part = new Uint8Array(16).fill(1);
      const serviceKeys = { version: 1, enc: part, mac: part, dek: part };
      await driver.personalise(link, keys, pkg.aid, { serviceKeys, records: [] });
      await driver.setPin(link, keys, pkg.aid, "1234");

      const { cardId } = await driver.identify(link);
      const master = { keyId: "K".repeat(32), generation: 2, master: new Uint8Array(MASTER_LENGTH).fill(8) };
      const next = deriveAreaKeys(master, fromHex(cardId), "area", driver.keyLength);
      const succession = { municipality: "13102", keyId: master.keyId, generation: master.generation };
      const handOver = () => driver.handOver(link, { current: keys, next }, succession);
      expect((await refusal(handOver())).code).to.equal("card.no-space");
      await driver.proveAreaKey(link, keys);
      const { area } = await driver.list(link);
      expect(area, "the card is still whose it was").to.deep.include({ state: "set", municipality: "13101" });
      await driver.remove(link, keys, pkg.aid);
      expect((await driver.list(link)).memory).to.deep.equal(empty);
      await handOver();
      expect((await driver.list(link)).area).to.deep.include({ municipality: "13102", setUnder: "13101" });
    });
  }
});
