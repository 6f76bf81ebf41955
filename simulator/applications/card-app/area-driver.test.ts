import { expect } from "chai";
import { ascii, concat, fromHex, toHex } from "#card/bytes/bytes.js";
import { refusal } from "#card/errors/refusal.fixture.js";
import { SCP02_LAST_SEQUENCE } from "#card/globalplatform/index.js";
import { seededRandom } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import { cardAppAid } from "#card/region/aids.js";
import { openCardApp } from "#card/region/card-app-session.js";
import { encodeDirectory, LIFE_CYCLE } from "#card/region/directory.js";
import { neededSpace } from "#card/region/needed-space.js";
import { SETTING_KEYS, sameKeys, TestCard } from "../../globalplatform/gp-card.fixture.js";
import { KeySets } from "../../globalplatform/key-sets.js";
import { PowerLoss } from "../../nvm/power-loss.js";
import { AREA_VARIANTS, AreaDesk, pkg, random, refusedUnchanged, SETTING } from "./area-desk.fixture.js";
import { serviceKeysOf } from "./rig.fixture.js";

const WRONG = sameKeys(new Uint8Array(16).fill(9), SETTING_KEYS.version);

for (const variant of AREA_VARIANTS) {
  const desk = new AreaDesk(variant);
  const { driver, areaKeys: AREA_KEYS, keys: KEYS, wrongArea: WRONG_AREA, options: QUIET } = desk;
  const card = desk.card.bind(desk);
  const setCard = desk.setCard.bind(desk);

  describe(`the regional area over ${variant.name}`, () => {
    it("is set once, and says by whom and under which key (R-AREA-01, R-AREA-02)", async () => {
      const one = card();
      expect((await driver.list(one)).area).to.deep.equal({ state: "not-set" });
      const steps: string[] = [];
      await driver.setArea(one, KEYS, SETTING, ({ name, done, total }) => void steps.push(`${done}/${total} ${name}`));
      expect(steps).to.deep.equal([
        "0/4 install-area-domain",
        "1/4 put-area-keys",
        "2/4 store-area-record",
        "3/4 activate-area",
      ]);
      expect((await driver.list(one)).area).to.deep.equal({ state: "set", ...SETTING });
      const error = await refusedUnchanged(one, () => driver.setArea(one, KEYS, SETTING));
      expect(error.code).to.equal("card.area-already-set");
    });

    if (variant.model.dialect === "gp-scp02") {
      it("refuses every operation with a code of its own once the counter of its keys is at its end, and writes nothing", async () => {
        const one = await setCard();
        await driver.load(one, AREA_KEYS, pkg(1));
        const owner = one.nvm.keys(0x4000).find((key) => {
          const sets = new KeySets(one.nvm, key).all();
          return sets.length === 1 && sets[0]?.version === AREA_KEYS.version;
        })!;
        const counts = new KeySets(one.nvm, owner);
        const at = (sequence: number) =>
          one.nvm.transaction((write) => counts.setSequence(AREA_KEYS.version, sequence, write));
        at(SCP02_LAST_SEQUENCE - 1);
        await driver.proveAreaKey(one, AREA_KEYS);
        expect(counts.all()[0]?.sequence).to.equal(SCP02_LAST_SEQUENCE);
        const aid = cardAppAid("13101", 1);
        const next = { ...AREA_KEYS, version: AREA_KEYS.version + 1 };
        for (const attempt of [
          () => driver.proveAreaKey(one, AREA_KEYS),
          () => driver.load(one, AREA_KEYS, pkg(2)),
          () => driver.setPin(one, AREA_KEYS, aid, "1234"),
          () => driver.lockPin(one, AREA_KEYS, aid),
          () => driver.remove(one, AREA_KEYS, aid),
          () => driver.handOver(one, { current: AREA_KEYS, next }, { ...SETTING, municipality: "14100" }),
        ]) {
          const error = await refusedUnchanged(one, attempt);
          expect(error.code).to.equal("card.keys-used-up");
          expect(Object.keys(error.details)).to.not.include("sw");
        }
        expect((await driver.list(one)).applications).to.have.length(1);
      });
    }

    it("loads, lists, personalises, uses and deletes an application; the memory comes back", async () => {
      const one = await setCard();
      const empty = (await driver.list(one)).memory;
      const steps: string[] = [];
      await driver.load(one, AREA_KEYS, pkg(1), ({ name, done, total }) => void steps.push(`${done}/${total} ${name}`));
      expect(steps).to.deep.equal(["0/4 install-for-load", "1/4 load", "2/4 load", "3/4 install"]);
      await driver.load(one, AREA_KEYS, pkg(2));
      const records = [{ file: 1, record: 1, data: ascii("USER-1") }];
      await driver.personalise(one, AREA_KEYS, cardAppAid("13101", 1), { serviceKeys: serviceKeysOf(1), records });
      await driver.setPin(one, AREA_KEYS, cardAppAid("13101", 1), "1234");

      const { applications, memory } = await driver.list(one);
      expect(
        applications.map(({ aid, state, municipality, version }) => [aid, state, municipality, version]),
      ).to.deep.equal([
        ["F04D41444F2013101F01", "personalised", "13101", "1.0.0"],
        ["F04D41444F2013101F02", "installed", "13101", "1.0.0"],
      ]);
      expect(memory.used).to.equal(empty.used + applications.reduce((sum, { size }) => sum + size, 0));

      const session = await openCardApp(one, cardAppAid("13101", 1), serviceKeysOf(1), random);
      expect(await session.readRecord(1, 1)).to.deep.equal(ascii("USER-1"));
      await session.verifyPin("1234");

      await driver.remove(one, AREA_KEYS, cardAppAid("13101", 1));
      await driver.remove(one, AREA_KEYS, cardAppAid("13101", 2));
      expect(await driver.list(one)).to.deep.include({ applications: [], memory: empty });
      expect((await refusal(openCardApp(one, cardAppAid("13101", 1), serviceKeysOf(1), random))).code).to.equal(
        "card-app.not-loaded",
      );
    });

    it("deletes no other application than the one that is named, whatever the listing says on its way", async () => {
      const one = await setCard();
      for (const service of [1, 2]) await driver.load(one, AREA_KEYS, pkg(service));
      const [first, second] = [pkg(1), pkg(2)];
      const turned = encodeDirectory([
        { aid: first.aid, loadFileAid: second.loadFileAid, lifeCycle: LIFE_CYCLE.PERSONALISED, size: 100 },
      ]);
      const between: CardLink = {
        transmit: async (command) =>
          toHex(command).startsWith("80CADF71") ? concat(turned, fromHex("9000")) : one.transmit(command),
      };
      const error = await refusedUnchanged(one, () => driver.remove(between, AREA_KEYS, first.aid));
      expect(error.code).to.equal("card.not-authentic");
      expect((await driver.list(one)).applications).to.have.length(2);
    });

    it("changes hands in one PUT KEY, keeps its applications, and is found half-way (R-MOVE-06)", async () => {
      const one = await setCard();
      await driver.load(one, AREA_KEYS, pkg(1));
      const next = { ...sameKeys(seededRandom("next").bytes(AREA_KEYS.enc.length), 5) };
      const succession = { municipality: "13102", keyId: "K2", generation: 5 };
      const keys = { current: AREA_KEYS, next };
      const foreign = { current: WRONG_AREA, next };
      const wrong = await refusedUnchanged(one, () => driver.handOver(one, foreign, succession));
      expect(wrong.code).to.equal("card.area-key-mismatch");

      const steps: string[] = [];
      const stopAtRecord = ({ name }: { readonly name: string }) => {
        steps.push(name);
        if (steps.length === 2) throw new PowerLoss();
      };
      await driver.handOver(one, keys, succession, stopAtRecord).catch((error) => {
        if (!(error instanceof PowerLoss)) throw error;
      });
      expect(steps).to.deep.equal(["put-next-keys", "store-area-record"]);
      const again = TestCard.reopen(one.nvm.device.image, QUIET);
      expect((await driver.list(again)).area).to.include({ municipality: "13101", keyId: "K1" });
      await driver.handOver(again, keys, succession, ({ name }) => void steps.push(name));
      expect(steps.slice(2)).to.deep.equal(["store-area-record"]);
      const { area, applications } = await driver.list(again);
      expect(area).to.deep.equal({ state: "set", ...succession, setBy: SETTING.setBy, setUnder: "13101" });
      expect(applications).to.have.lengthOf(1);
      expect((await refusal(driver.proveAreaKey(again, AREA_KEYS))).code).to.equal("card.area-key-mismatch");
      await driver.remove(again, next, pkg(1).aid);
    });

    it("believes no PUT KEY that somebody between reader and card only says was done", async () => {
      /** Lets everything through but what changes keys, and answers that itself; after it, all that stands on the channel. */
      const swallowing = (one: TestCard) => {
        let swallowed = false;
        return async (command: Uint8Array): Promise<Uint8Array> => {
          if (command[1] === 0xd8) swallowed = true;
          const secure = (command[0]! & 0x04) !== 0 && command[1] !== 0x82;
          return swallowed && secure ? Uint8Array.of(0x90, 0x00) : one.transmit(command);
        };
      };
      const fresh = card();
      const onSet = await refusal(driver.setArea({ transmit: swallowing(fresh) }, KEYS, SETTING));
      expect([onSet.code, onSet.details["command"]]).to.deep.equal(["card.not-authentic", "PUT KEY"]);
      await driver.setArea(fresh, KEYS, SETTING);

      const next = sameKeys(seededRandom("next").bytes(AREA_KEYS.enc.length), 5);
      const succession = { municipality: "13102", keyId: "K2", generation: 5 };
      const keys = { current: AREA_KEYS, next };
      const onHandOver = await refusal(driver.handOver({ transmit: swallowing(fresh) }, keys, succession));
      expect(onHandOver.code).to.equal("card.not-authentic");
      await driver.handOver(fresh, keys, succession);
      await driver.proveAreaKey(fresh, next);
    });

    it("locks a PIN from outside until a new one is set (A-30)", async () => {
      const one = await setCard();
      const aid = cardAppAid("13101", 1);
      await driver.load(one, AREA_KEYS, pkg(1));
      await driver.personalise(one, AREA_KEYS, aid, { serviceKeys: serviceKeysOf(1), records: [] });
      await driver.setPin(one, AREA_KEYS, aid, "1234");
      await driver.lockPin(one, AREA_KEYS, aid);
      expect((await driver.list(one)).applications[0]?.state).to.equal("locked");
      await driver.setPin(one, AREA_KEYS, aid, "4321");
      expect((await driver.list(one)).applications[0]?.state).to.equal("personalised");
    });

    it("refuses a wrong key on set, load, delete, PIN and personalisation, each before any write (R-AREA-06)", async () => {
      const fresh = card();
      const onSet = await refusedUnchanged(fresh, () => driver.setArea(fresh, { ...KEYS, setting: WRONG }, SETTING));
      expect(onSet.code).to.equal("card.area-key-mismatch");
      expect((await refusedUnchanged(fresh, () => driver.proveAreaKey(fresh, WRONG))).code).to.equal(
        "card.area-key-mismatch",
      );
      const one = await setCard();
      await driver.load(one, AREA_KEYS, pkg(1));
      const aid = cardAppAid("13101", 1);
      const attempts: Readonly<Record<string, () => Promise<void>>> = {
        load: () => driver.load(one, WRONG_AREA, pkg(2)),
        delete: () => driver.remove(one, WRONG_AREA, aid),
        pin: () => driver.setPin(one, WRONG_AREA, aid, "1234"),
        personalise: () => driver.personalise(one, WRONG_AREA, aid, { serviceKeys: serviceKeysOf(1), records: [] }),
        prove: () => driver.proveAreaKey(one, WRONG_AREA),
        "other generation": () => driver.load(one, { ...AREA_KEYS, version: 9 }, pkg(2)),
        "setting key": () => driver.load(one, SETTING_KEYS, pkg(2)),
      };
      for (const [name, attempt] of Object.entries(attempts)) {
        expect((await refusedUnchanged(one, attempt)).code, name).to.equal("card.area-key-mismatch");
      }
      await driver.proveAreaKey(one, AREA_KEYS);
    });

    it("refuses what has no area, is there already, or is not there, without a write", async () => {
      const fresh = card();
      const aid = cardAppAid("13101", 1);
      expect((await refusedUnchanged(fresh, () => driver.load(fresh, AREA_KEYS, pkg(1)))).code).to.equal(
        "card.area-not-set",
      );
      expect((await refusedUnchanged(fresh, () => driver.remove(fresh, AREA_KEYS, aid))).code).to.equal(
        "card.area-not-set",
      );
      const one = await setCard();
      expect((await refusedUnchanged(one, () => driver.remove(one, AREA_KEYS, aid))).code).to.equal(
        "card.application-absent",
      );
      expect((await refusedUnchanged(one, () => driver.setPin(one, AREA_KEYS, aid, "1234"))).code).to.equal(
        "card.application-absent",
      );
      await driver.load(one, AREA_KEYS, pkg(1));
      expect((await refusedUnchanged(one, () => driver.load(one, AREA_KEYS, pkg(1)))).code).to.equal(
        "card.application-present",
      );
      expect((await refusedUnchanged(one, () => driver.setPin(one, AREA_KEYS, aid, "12"))).code).to.equal(
        "personalisation.bad-pin",
      );
    });

    it("refuses a package that does not fit before the first write, whatever is free (R-CARD-07)", async () => {
      const probe = await setCard();
      const before = (await driver.list(probe)).memory;
      await driver.load(probe, AREA_KEYS, pkg(1));
      const taken = before.free - (await driver.list(probe)).memory.free;
      const needed = neededSpace(pkg(1), driver.dialect);
      expect(needed).to.equal(taken);

      for (const spare of [0, 1, taken - 1, taken]) {
        const one = await setCard({ quota: before.used + spare });
        const fits = (await driver.list(one)).memory.free >= needed;
        if (fits) {
          await driver.load(one, AREA_KEYS, pkg(1));
          continue;
        }
        const error = await refusedUnchanged(one, () => driver.load(one, AREA_KEYS, pkg(1)));
        expect(error.code, `spare ${spare}`).to.equal("card.no-space");
        expect(error.details).to.include({ needed });
      }
    });

    it("leaves other people's applications alone: a foreign load file is listed and cannot be used", async () => {
      const one = await setCard();
      const foreign = {
        ...pkg(1),
        loadFile: fromHex("01020304"),
        aid: fromHex("A0000002471001"),
        loadFileAid: fromHex("A00000024710"),
      };
      await driver.load(one, AREA_KEYS, foreign);
      const [entry] = (await driver.list(one)).applications;
      expect(entry).to.include({ aid: "A0000002471001", state: "installed" });
      expect(entry).to.not.have.property("municipality");
      expect(one.hex("00A4040007A0000002471001")).to.match(/9000$/);
      expect(one.hex("80B2010C00")).to.equal("6D00");
      await driver.remove(one, AREA_KEYS, foreign.aid);
      expect((await driver.list(one)).applications).to.deep.equal([]);
    });

    it("lists more applications than one short answer holds", async () => {
      const one = await setCard();
      for (const service of [1, 2, 3, 4, 5, 6]) await driver.load(one, AREA_KEYS, pkg(service));
      expect((await driver.list(one)).applications.map(({ aid }) => aid.slice(-2))).to.deep.equal([
        "01",
        "02",
        "03",
        "04",
        "05",
        "06",
      ]);
    });

    it("takes back a load that the card refuses at its last step", async () => {
      const one = await setCard();
      const before = (await driver.list(one)).memory;
      // Announced under an AID that the package does not have: the card finds out when all of it has arrived.
      const liar = { ...pkg(1), aid: cardAppAid("13101", 9), loadFileAid: pkg(1).loadFileAid };
      const error = await refusal(driver.load(one, AREA_KEYS, liar));
      expect(error.code).to.equal("card.refused");
      expect(error.details).to.have.property("sw");
      expect(await driver.list(one)).to.deep.include({ applications: [], memory: before });
    });
  });
}
