import { generateKeyPairSync } from "node:crypto";
import { expect } from "chai";
import { ascii, fromHex, toHex } from "#card/bytes/bytes.js";
import type { MadoguchiError } from "#card/errors/madoguchi-error.js";
import { refusal } from "#card/errors/refusal.fixture.js";
import { seededRandom } from "#card/ports/random.js";
import { areaDomainAid, cardAppAid } from "#card/region/aids.js";
import { openCardApp } from "#card/region/card-app-session.js";
import { gpDriver } from "#card/region/globalplatform/driver.js";
import { buildPackage } from "#card/region/load-file/encode.js";
import { neededSpace } from "#card/region/needed-space.js";
import type { CardAppPackage } from "#card/region/package.js";
import {
  AREA_KEYS,
  SETTING_KEYS,
  sameKeys,
  TestCard,
  type TestCardOptions,
} from "../../globalplatform/gp-card.fixture.js";
import { PowerLoss } from "../../nvm/power-loss.js";
import { cardAppFactory } from "./factory.js";
import { definition, serviceKeysOf } from "./rig.fixture.js";

const random = seededRandom("driver");
const driver = gpDriver({ dialect: "gp-scp03", mode: "S8", maxCommandData: 255, keyLength: 16 }, "myna", random);
const SETTING = { municipality: "13101", keyId: "K1", generation: 4, setBy: "test 1.0" };
const KEYS = { setting: SETTING_KEYS, area: AREA_KEYS };
const WRONG = sameKeys(new Uint8Array(16).fill(9), SETTING_KEYS.version);
const WRONG_AREA = sameKeys(new Uint8Array(32).fill(9), AREA_KEYS.version);
const signingKey = generateKeyPairSync("ed25519").privateKey;
/** Without a sequence counter, so that a refused channel leaves the memory as it was to the octet. */
const QUIET: TestCardOptions = { factories: [cardAppFactory], scp: { i: 0x60, mode: "S8" } };

/** Files enough for a load file of two blocks. */
const files = Array.from({ length: 10 }, (_, index) => ({
  id: index + 1,
  records: 1,
  recordSize: 16,
  access: { read: "system", update: "system" } as const,
}));
const pkg = (service: number): CardAppPackage => buildPackage(definition(service, { files }), signingKey);
const card = (over: TestCardOptions = {}): TestCard => new TestCard({ ...QUIET, ...over });

async function setCard(over: TestCardOptions = {}): Promise<TestCard> {
  const one = card(over);
  await driver.setArea(one, KEYS, SETTING);
  return one;
}

/** The refusal, after checking that not one octet of the card's memory changed. */
async function refusedUnchanged(one: TestCard, action: () => Promise<unknown>): Promise<MadoguchiError> {
  const before = one.nvm.device.image.slice();
  const error = await refusal(action());
  expect(one.nvm.device.image).to.deep.equal(before);
  return error;
}

describe("the regional area over gp-scp03", () => {
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
    expect(neededSpace(pkg(1), "gp-scp03")).to.equal(taken);

    for (const spare of [0, 1, taken - 1, taken]) {
      const one = await setCard({ quota: before.used + spare });
      const fits = (await driver.list(one)).memory.free >= neededSpace(pkg(1), "gp-scp03");
      if (fits) {
        await driver.load(one, AREA_KEYS, pkg(1));
        continue;
      }
      const error = await refusedUnchanged(one, () => driver.load(one, AREA_KEYS, pkg(1)));
      expect(error.code, `spare ${spare}`).to.equal("card.no-space");
      expect(error.details).to.include({ needed: neededSpace(pkg(1), "gp-scp03") });
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

describe("a card torn away from the driver", () => {
  /** A link whose card leaves before, or right after, its `n`-th changing command. */
  const cut = (one: TestCard, n: number, after: boolean) => {
    let sent = 0;
    return {
      transmit: async (command: Uint8Array): Promise<Uint8Array> => {
        const isLast = sent++ === n;
        if (isLast && !after) throw new PowerLoss();
        const response = await one.transmit(command);
        if (isLast) throw new PowerLoss();
        return response;
      },
      get reached() {
        return sent > n;
      },
    };
  };

  /** Runs `action` with the card torn away at every place there is, each time on a fresh card; then `mend` puts it back. */
  async function everywhere(
    make: () => Promise<TestCard>,
    action: (link: { transmit(command: Uint8Array): Promise<Uint8Array> }) => Promise<void>,
    mend: (again: TestCard, place: string) => Promise<void>,
  ): Promise<number> {
    let places = 0;
    for (const after of [false, true]) {
      for (let n = 0, reached = true; reached; n++) {
        const one = await make();
        const link = cut(one, n, after);
        await action(link).catch((error) => {
          if (!(error instanceof PowerLoss)) throw error;
        });
        reached = link.reached;
        if (reached) places++;
        await mend(TestCard.reopen(one.nvm.device.image, QUIET), `${after ? "after" : "before"} command ${n}`);
      }
    }
    return places;
  }

  it("during set-area is completed by the next try, wherever it was torn", async () => {
    const places = await everywhere(
      async () => card(),
      (link) => driver.setArea(link, KEYS, SETTING),
      async (again, place) => {
        if ((await driver.list(again)).area.state !== "set") await driver.setArea(again, KEYS, SETTING);
        expect((await driver.list(again)).area, place).to.deep.equal({ state: "set", ...SETTING });
        await driver.load(again, AREA_KEYS, pkg(1));
      },
    );
    expect(places).to.be.greaterThan(20);
  });

  it("during a load leaves what can be removed, and then loaded", async () => {
    const made = await setCard();
    const start = made.nvm.device.image.slice();
    const empty = (await driver.list(made)).memory;
    const places = await everywhere(
      async () => TestCard.reopen(start, QUIET),
      (link) => driver.load(link, AREA_KEYS, pkg(1)),
      async (again, place) => {
        const { applications } = await driver.list(again);
        if (applications.length > 0) await driver.remove(again, AREA_KEYS, pkg(1).aid);
        expect(await driver.list(again), place).to.deep.include({ applications: [], memory: empty });
        await driver.load(again, AREA_KEYS, pkg(1));
      },
    );
    expect(places).to.be.greaterThan(15);
  });

  it("in the middle of any octet written during a load, too", async () => {
    const made = await setCard();
    const start = made.nvm.device.image.slice();
    const whole = TestCard.reopen(start, QUIET);
    const from = whole.nvm.device.written;
    await driver.load(whole, AREA_KEYS, pkg(1));
    const octets = whole.nvm.device.written - from;
    for (let at = 0; at < octets; at += 7) {
      const one = TestCard.reopen(start, QUIET);
      one.nvm.device.tearAfter(at, 0x5c);
      await driver.load(one, AREA_KEYS, pkg(1)).catch((error) => {
        if (!(error instanceof PowerLoss)) throw error;
      });
      const again = TestCard.reopen(one.nvm.device.image, QUIET);
      if ((await driver.list(again)).applications.length > 0) await driver.remove(again, AREA_KEYS, pkg(1).aid);
      await driver.load(again, AREA_KEYS, pkg(1));
      expect(
        (await driver.list(again)).applications.map(({ state }) => state),
        `octet ${at}`,
      ).to.deep.equal(["installed"]);
    }
  });

  it("never finds the area of one municipality under another's AID", async () => {
    const one = await setCard();
    expect(toHex(areaDomainAid("13102"))).to.not.equal(toHex(areaDomainAid("13101")));
    const error = await refusal(driver.setArea(one, KEYS, { ...SETTING, municipality: "13102" }));
    expect(error.details).to.include({ municipality: "13101" });
  });
});
