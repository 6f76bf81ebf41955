import { generateKeyPairSync } from "node:crypto";
import { expect } from "chai";
import type { MadoguchiError } from "#card/errors/madoguchi-error.js";
import { refusal } from "#card/errors/refusal.fixture.js";
import { seededRandom } from "#card/ports/random.js";
import { cardAppAid } from "#card/region/aids.js";
import { openCardApp } from "#card/region/card-app-session.js";
import { isoFsDriver } from "#card/region/iso-fs/driver.js";
import { buildPackage } from "#card/region/load-file/encode.js";
import { neededSpace } from "#card/region/needed-space.js";
import type { CardAppPackage } from "#card/region/package.js";
import { definition, serviceKeysOf } from "../applications/card-app/rig.fixture.js";
import { PowerLoss } from "../nvm/power-loss.js";
import { areaKeys, FsCard, type FsCardOptions, nextKeys, settingKeys, strangeKeys } from "./fs-card.fixture.js";

const SETTING = { municipality: "13101", keyId: "K1", generation: 4, setBy: "test 1.0" };
const signingKey = generateKeyPairSync("ed25519").privateKey;
const pkg = (service: number): CardAppPackage => buildPackage(definition(service), signingKey);
const aid = cardAppAid("13101", 1);

/** The refusal, after checking that not one octet of the card's memory changed. */
async function refusedUnchanged(one: FsCard, action: () => Promise<unknown>): Promise<MadoguchiError> {
  const before = one.nvm.device.image.slice();
  const error = await refusal(action());
  expect(one.nvm.device.image).to.deep.equal(before);
  return error;
}

for (const [keyLength, extendedLength] of [
  [16, false],
  [32, true],
] as const) {
  const driver = isoFsDriver({ dialect: "iso-fs", keyLength }, "myna", seededRandom("driver"));
  const keys = { setting: settingKeys(keyLength), area: areaKeys(keyLength) };
  const card = (over: FsCardOptions = {}): FsCard => new FsCard({ keyLength, extendedLength, ...over });
  const setCard = async (over: FsCardOptions = {}): Promise<FsCard> => {
    const one = card(over);
    await driver.setArea(one, keys, SETTING);
    return one;
  };

  describe(`the regional area over iso-fs, keys of ${keyLength} octets, ${extendedLength ? "extended" : "short"} APDUs`, () => {
    it("is set once, and says by whom and under which key (R-AREA-01, R-AREA-02)", async () => {
      const one = card();
      expect((await driver.list(one)).area).to.deep.equal({ state: "not-set" });
      await driver.proveAreaKey(one, keys.setting);
      const steps: string[] = [];
      await driver.setArea(one, keys, SETTING, ({ name, done, total }) => void steps.push(`${done}/${total} ${name}`));
      expect(steps).to.deep.equal(["0/2 put-area-keys", "1/2 store-area-record"]);
      expect((await driver.list(one)).area).to.deep.equal({ state: "set", ...SETTING });
      await driver.proveAreaKey(one, keys.area);
      const again = await refusedUnchanged(one, () => driver.setArea(one, keys, SETTING));
      expect(again.code).to.equal("card.area-already-set");
      expect((await refusedUnchanged(one, () => driver.proveAreaKey(one, keys.setting))).code).to.equal(
        "card.area-key-mismatch",
      );
    });

    it("tells who the card is without an issuer security domain", async () => {
      expect(await driver.identify(card())).to.deep.equal({
        cardId: "46534341524430303031",
        kind: "myna",
        dialect: "iso-fs",
      });
    });

    it("loads, lists, personalises, uses and deletes an application; every octet comes back (R-AP-07)", async () => {
      const one = await setCard();
      const [empty, state] = [(await driver.list(one)).memory, one.state()];
      const steps: string[] = [];
      await driver.load(one, keys.area, pkg(1), ({ name, done, total }) => void steps.push(`${done}/${total} ${name}`));
      expect(steps).to.deep.equal([
        "0/5 create-directory",
        "1/5 create-file",
        "2/5 create-file",
        "3/5 create-file",
        "4/5 activate",
      ]);
      const loaded = await driver.list(one);
      expect(loaded.applications[0]).to.include({ state: "installed", municipality: "13101", version: "1.0.0" });
      expect(loaded.applications[0]?.size).to.equal(neededSpace(pkg(1), "iso-fs"));
      expect(empty.free - loaded.memory.free).to.equal(neededSpace(pkg(1), "iso-fs"));
      await driver.personalise(one, keys.area, aid, {
        serviceKeys: serviceKeysOf(1),
        records: [{ file: 1, record: 2, data: Uint8Array.of(1, 2, 3) }],
      });
      await driver.setPin(one, keys.area, aid, "1234");
      const app = await openCardApp(one, aid, serviceKeysOf(1), seededRandom("business system"));
      expect(await app.readRecord(1, 2)).to.deep.equal(Uint8Array.of(1, 2, 3));
      await app.verifyPin("1234");
      await app.updateRecord(2, 1, Uint8Array.of(9));
      expect(await app.readRecord(2, 1)).to.deep.equal(Uint8Array.of(9));
      expect((await driver.list(one)).applications[0]).to.include({ state: "personalised" });
      await driver.remove(one, keys.area, aid);
      expect(await driver.list(one)).to.deep.include({ applications: [], memory: empty });
      expect(one.state()).to.equal(state);
      expect(one.hex("00A404000BF04D41444F2013101F0100")).to.equal("6A82");
    });

    it("is handed over, and a torn hand-over goes on where it stopped (R-MOVE-06)", async () => {
      const one = await setCard();
      await driver.load(one, keys.area, pkg(1));
      const next = nextKeys(keyLength);
      const succession = { municipality: "14100", keyId: "K9", generation: 1 };
      const steps: string[] = [];
      const stopAtRecord = ({ name }: { readonly name: string }) => {
        steps.push(name);
        if (steps.length === 2) throw new PowerLoss();
      };
      await driver.handOver(one, { current: keys.area, next }, succession, stopAtRecord).catch((error) => {
        if (!(error instanceof PowerLoss)) throw error;
      });
      const again = new FsCard({ keyLength, extendedLength, image: one.nvm.device.image });
      expect((await driver.list(again)).area).to.include({ municipality: "13101", keyId: "K1" });
      await driver.handOver(again, { current: keys.area, next }, succession, ({ name }) => void steps.push(name));
      expect(steps).to.deep.equal(["put-next-keys", "store-area-record", "store-area-record"]);
      const { area, applications } = await driver.list(again);
      expect(area).to.deep.equal({ state: "set", ...succession, setBy: SETTING.setBy, setUnder: "13101" });
      expect(applications).to.have.lengthOf(1);
      expect((await refusal(driver.proveAreaKey(again, keys.area))).code).to.equal("card.area-key-mismatch");
      await driver.remove(again, next, aid);
    });

    it("locks a PIN from outside until a new one is set (A-30, R-PIN-02)", async () => {
      const one = await setCard();
      await driver.load(one, keys.area, pkg(1));
      await driver.personalise(one, keys.area, aid, { serviceKeys: serviceKeysOf(1), records: [] });
      await driver.setPin(one, keys.area, aid, "1234");
      await driver.lockPin(one, keys.area, aid);
      expect((await driver.list(one)).applications[0]?.state).to.equal("locked");
      const app = await openCardApp(one, aid, serviceKeysOf(1), seededRandom("business system"));
      expect((await refusal(app.verifyPin("1234"))).code).to.equal("card-app.locked");
      await driver.setPin(one, keys.area, aid, "4321");
      expect((await driver.list(one)).applications[0]?.state).to.equal("personalised");
    });

    it("refuses a wrong key on every operation, before any write (R-AREA-06)", async () => {
      const fresh = card();
      const wrong = strangeKeys(keyLength);
      const onSet = () => driver.setArea(fresh, { ...keys, setting: wrong }, SETTING);
      expect((await refusedUnchanged(fresh, onSet)).code).to.equal("card.area-key-mismatch");
      expect((await refusedUnchanged(fresh, () => driver.proveAreaKey(fresh, wrong))).code).to.equal(
        "card.area-key-mismatch",
      );
      const one = await setCard();
      await driver.load(one, keys.area, pkg(1));
      const personalisation = { serviceKeys: serviceKeysOf(1), records: [] };
      const attempts: Readonly<Record<string, () => Promise<void>>> = {
        load: () => driver.load(one, wrong, pkg(2)),
        delete: () => driver.remove(one, wrong, aid),
        pin: () => driver.setPin(one, wrong, aid, "1234"),
        lock: () => driver.lockPin(one, wrong, aid),
        personalise: () => driver.personalise(one, wrong, aid, personalisation),
        "hand over": () =>
          driver.handOver(one, { current: wrong, next: nextKeys(keyLength) }, { ...SETTING, municipality: "14100" }),
        "other generation": () => driver.load(one, { ...keys.area, version: 9 }, pkg(2)),
        "setting key": () => driver.load(one, keys.setting, pkg(2)),
      };
      for (const [name, attempt] of Object.entries(attempts)) {
        expect((await refusedUnchanged(one, attempt)).code, name).to.equal("card.area-key-mismatch");
      }
      await driver.proveAreaKey(one, keys.area);
    });

    it("refuses what has no area, is there already, or is not there, without a write", async () => {
      const fresh = card();
      const codeOf = async (one: FsCard, action: () => Promise<void>) => (await refusedUnchanged(one, action)).code;
      for (const action of [
        () => driver.load(fresh, keys.area, pkg(1)),
        () => driver.remove(fresh, keys.area, aid),
        () => driver.setPin(fresh, keys.area, aid, "1234"),
      ]) {
        expect(await codeOf(fresh, action)).to.equal("card.area-not-set");
      }
      const one = await setCard();
      expect(await codeOf(one, () => driver.remove(one, keys.area, aid))).to.equal("card.application-absent");
      expect(await codeOf(one, () => driver.lockPin(one, keys.area, aid))).to.equal("card.application-absent");
      await driver.load(one, keys.area, pkg(1));
      expect(await codeOf(one, () => driver.load(one, keys.area, pkg(1)))).to.equal("card.application-present");
      expect(await codeOf(one, () => driver.setPin(one, keys.area, aid, "12"))).to.equal("personalisation.bad-pin");
    });

    it("loads what just fits, and refuses one octet less before the first write (R-CARD-07)", async () => {
      const { used } = (await driver.list(await setCard())).memory;
      const needed = neededSpace(pkg(1), "iso-fs");
      await driver.load(await setCard({ quota: used + needed }), keys.area, pkg(1));
      const tight = await setCard({ quota: used + needed - 1 });
      const error = await refusedUnchanged(tight, () => driver.load(tight, keys.area, pkg(1)));
      expect(error.code).to.equal("card.no-space");
      expect(error.details).to.include({ needed, free: needed - 1 });
    });

    it("tells a torn load as loading, and deletes it; a torn setting is completed (R-RDR-05)", async () => {
      const one = await setCard();
      const before = (await driver.list(one)).memory;
      const stopAt = (step: number) => (told: { readonly done: number }) => {
        if (told.done === step) throw new PowerLoss();
      };
      for (const step of [1, 3, 4]) {
        await driver.load(one, keys.area, pkg(1), stopAt(step)).catch(() => one.kernel.powerOn());
        const [entry] = (await driver.list(one)).applications;
        expect(entry, `stopped at ${step}`).to.include({ state: "loading", municipality: "13101" });
        expect((await refusal(driver.load(one, keys.area, pkg(1)))).code).to.equal("card.application-present");
        expect((await refusal(driver.setPin(one, keys.area, aid, "1234"))).code).to.equal("card.application-absent");
        await driver.remove(one, keys.area, pkg(1).loadFileAid);
        expect(await driver.list(one)).to.deep.include({ applications: [], memory: before });
      }
      const half = card();
      await driver.setArea(half, keys, SETTING, stopAt(1)).catch(() => half.kernel.powerOn());
      expect((await driver.list(half)).area.state).to.equal("not-set");
      const another = { ...keys, area: nextKeys(keyLength) };
      await driver.setArea(half, another, { ...SETTING, generation: 1 });
      await driver.proveAreaKey(half, another.area);
    });

    it("lists more applications than one short answer holds, each under a file identifier of its own", async () => {
      const one = await setCard();
      for (const service of [1, 2, 3, 4, 5, 6]) await driver.load(one, keys.area, pkg(service));
      await driver.remove(one, keys.area, pkg(2).aid);
      await driver.load(one, keys.area, pkg(7));
      expect((await driver.list(one)).applications.map((entry) => entry.aid.slice(-2)).sort()).to.deep.equal([
        "01",
        "03",
        "04",
        "05",
        "06",
        "07",
      ]);
    });

    it("takes back a load that the card refuses in the middle", async () => {
      const one = await setCard();
      const before = (await driver.list(one)).memory;
      const [file] = pkg(1).files;
      const error = await refusal(driver.load(one, keys.area, { ...pkg(1), files: [file!, file!] }));
      expect([error.code, error.details["sw"]]).to.deep.equal(["card.refused", "6A89"]);
      expect(await driver.list(one)).to.deep.include({ applications: [], memory: before });
    });
  });
}
