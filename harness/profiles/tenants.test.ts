import { expect } from "chai";
import { fromHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { DRIVING_LICENCE_AID } from "#card/myna/aids.js";
import { dialectTable, neededSpace } from "#card/region/index.js";
import type { CardPersonalisation } from "#simulator/people/index.js";
import { type CardProfile, findProfile, parseProfile, profileNames, profileText } from "#simulator/profiles/index.js";
import { standardPackage } from "./standard-package.js";
import { setTrialCard, trialHolder } from "./try-profile.js";

const LICENCE = "A0000002310600000000000000000000";
const SELECT = fromHex(`00A4040C10${LICENCE}`);

/** A profile of the house with lines of its file changed. */
function changed(name: string, ...changes: readonly (readonly [RegExp, string])[]): CardProfile {
  return parseProfile(
    changes.reduce((text, [from, to]) => text.replace(from, to), profileText(name)),
    name,
  );
}

describe("memory after issuance", function () {
  this.timeout(60_000);
  let person: CardPersonalisation;
  before(async () => {
    person = await trialHolder();
  });

  const set = (profile: CardProfile) => setTrialCard(profile, dialectTable, person);

  it("is total less reserved on a fresh card, however little of what is reserved the issuer has used (R-CARD-09)", async () => {
    const { driver, link } = await set(changed("aoba", [/areaQuota: \{ value: \d+/, "areaQuota: { value: 32768"]));
    const whole = (await driver.list(link)).memory;
    expect([whole.quota, whole.free + whole.used]).to.deep.equal([98304 - 65536, 98304 - 65536]);
    // Eight octets more reserved, and the region has eight less, although nobody uses them.
    const { memory, ...rest } = changed("aoba", [/areaQuota: \{ value: \d+/, "areaQuota: { value: 32768"]);
    const reserved = { value: memory.reserved.value + 8, assumed: true };
    const one = await set({ ...rest, memory: { ...memory, reserved } } as CardProfile);
    expect(whole.free - (await one.driver.list(one.link)).memory.free).to.equal(8);
  });

  it("is shared with a tenant: what the driving licence holds, the region has not (R-CARD-01, R-CARD-07)", async () => {
    const profile = findProfile("tsubaki");
    const { driver, link, card } = await set(profile);
    const { memory, applications } = await driver.list(link);
    expect(applications).to.have.length(1);
    const [licence] = applications;
    expect(licence).to.include({ aid: LICENCE, state: "installed" });
    expect(licence).to.not.have.property("municipality");
    const alone = await set(changed("tsubaki", [/^tenants: .*\n/m, ""]));
    const without = (await alone.driver.list(alone.link)).memory;
    const { total, reserved, areaQuota } = profile.memory;
    const spare = total.value - reserved.value - areaQuota.value;
    expect(without.free - memory.free)
      .to.equal(licence!.size - spare)
      .and.to.be.above(0);
    expect(card.nvm.used - alone.card.nvm.used).to.equal(licence!.size);
  });

  it("leaves the driving licence alone: it cannot be loaded over or deleted with the area key, and is as it was after everything else", async () => {
    const { driver, link, keys, card } = await set(findProfile("tsubaki"));
    const refusal = async (act: () => Promise<unknown>): Promise<string> => {
      const before = card.nvm.contents.size;
      try {
        await act();
      } catch (error) {
        if (!isMadoguchiError(error)) throw error;
        expect(card.nvm.contents.size).to.equal(before);
        return error.code;
      }
      return expect.fail("it was done");
    };
    const contents = () =>
      [...card.nvm.contents].flatMap(([owner, values]) =>
        owner === 0x4003 || owner === 0x4004
          ? [...values.values()].map(({ view }) => Buffer.from(view).toString("hex"))
          : [],
      );
    const before = contents();
    expect(before).to.have.length.above(3);
    const impostor = { ...standardPackage(1), aid: DRIVING_LICENCE_AID };
    expect(await refusal(() => driver.load(link, keys, impostor))).to.equal("card.application-present");
    for (const aid of [LICENCE, LICENCE.replace("3106", "3104")]) {
      expect(await refusal(() => driver.remove(link, keys, fromHex(aid)))).to.equal("card.refused");
    }
    expect(await refusal(() => driver.setPin(link, keys, DRIVING_LICENCE_AID, "0000"))).to.equal("card.refused");
    const pkg = standardPackage(1);
    const { free } = (await driver.list(link)).memory;
    await driver.load(link, keys, pkg);
    expect((await driver.list(link)).memory.free).to.equal(free - neededSpace(pkg, driver.dialect));
    await driver.remove(link, keys, pkg.aid);
    expect((await driver.list(link)).memory.free).to.equal(free);
    expect(contents()).to.deep.equal(before);
    expect(card.transmit(SELECT)).to.deep.equal(fromHex("9000"));
  });

  it("has tenants on one profile of the house", () => {
    const tenants = profileNames().flatMap((name) => {
      const profile = findProfile(name);
      return profile.dialect === "iso-fs" ? [] : profile.tenants;
    });
    expect(tenants).to.deep.equal(["driving-licence"]);
  });
});
