import { createHash } from "node:crypto";
import { expect } from "chai";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import {
  deleteCommand,
  getData,
  install,
  loadCommands,
  Privilege,
  putChannelKeys,
  readRegistry,
} from "#card/globalplatform/index.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { seededRandom } from "#card/ports/random.js";
import { areaDomainAid, ISSUER_DOMAIN_AID, REGIONAL_DOMAIN_AID } from "#card/region/aids.js";
import { DIRECTORY_TAG, parseAreaRecord, QUOTA_TAG, RESOURCES_TAG } from "#card/region/area-record.js";
import { cardAppState, parseDirectory, parseMemory } from "#card/region/directory.js";
import {
  APPLICATION,
  AREA,
  deleteAll,
  installApplication,
  installArea,
  LOAD_FILE,
  loadSteps,
  runSteps,
  SETTING,
  setAreaSteps,
} from "./area-steps.fixture.js";
import { AREA_KEYS, ISSUER_KEYS, SETTING_KEYS, sameKeys, sw, TestCard } from "./gp-card.fixture.js";

const CODE = seededRandom("code").bytes(500);
/** Challenges are drawn: no channel steps a counter in NVM. */
const QUIET = { scp: { i: 0x60, mode: "S8" } } as const;

function read(card: TestCard, tag: number): Uint8Array {
  card.select(REGIONAL_DOMAIN_AID);
  const answer = card.send(getData.encode({ tag }).encode());
  expect(toHex(answer.subarray(-2))).to.equal("9000");
  return answer.slice(0, -2);
}

const memoryOf = (card: TestCard) => parseMemory(read(card, QUOTA_TAG), read(card, RESOURCES_TAG));
const directoryOf = (card: TestCard) => parseDirectory(read(card, DIRECTORY_TAG));

async function cardWithArea(options: ConstructorParameters<typeof TestCard>[0] = {}, quota = 6000): Promise<TestCard> {
  const card = new TestCard(options);
  await runSteps(card, setAreaSteps(quota));
  return card;
}

describe("the regional area", () => {
  it("is not set until its domain is personalised, and is then told without a key", async () => {
    const card = new TestCard();
    for (const step of setAreaSteps()) {
      card.select(REGIONAL_DOMAIN_AID);
      expect(card.hex("80CADF7000"), `before ${step.name}`).to.equal("6A88");
      await runSteps(card, [step]);
    }
    expect(parseAreaRecord(read(card, 0xdf70))).to.deep.equal(SETTING);
    const { quota, used, free } = memoryOf(card);
    expect([quota, used + free]).to.deep.equal([6000, 6000]);
    expect(directoryOf(card)).to.deep.equal([]);
  });

  it("may be promised all that its regional domain has, and no more", async () => {
    const card = new TestCard({ quota: 4096 });
    const channel = await card.open(REGIONAL_DOMAIN_AID, SETTING_KEYS);
    const before = card.state();
    expect(sw(await channel.transmit(installArea(4097)))).to.equal("6A84");
    expect(card.state()).to.equal(before);
    expect(sw(await channel.transmit(installArea(4096)))).to.equal("9000");
    const { quota, used, free } = memoryOf(card);
    // The area's own registry entry and keys count against the regional domain's quota.
    expect([quota, used + free]).to.deep.equal([4096, 4096]);
    expect(used).to.be.greaterThan(0);
  });

  it("accounts every octet of a load and gives every octet back", async () => {
    const card = await cardWithArea(QUIET);
    const before = card.state();
    const [usedBefore, freeBefore] = [card.nvm.used, memoryOf(card).free];
    await runSteps(card, loadSteps(CODE));
    const [entry] = directoryOf(card);
    expect(toHex(entry!.aid)).to.equal(toHex(APPLICATION));
    expect(toHex(entry!.loadFileAid)).to.equal(toHex(LOAD_FILE));
    expect(cardAppState(entry!.lifeCycle)).to.equal("installed");
    expect(card.nvm.used - usedBefore).to.equal(entry!.size);
    expect(freeBefore - memoryOf(card).free).to.equal(entry!.size);
    expect(entry!.size).to.be.greaterThan(CODE.length);
    const channel = await card.open(AREA, AREA_KEYS);
    expect(sw(await channel.transmit(deleteAll(LOAD_FILE)))).to.equal("9000");
    expect(card.nvm.used).to.equal(usedBefore);
    expect(memoryOf(card).free).to.equal(freeBefore);
    expect(card.state()).to.equal(before);
  });

  it("shows a torn load as loading, lets it be deleted, and then loaded again", async () => {
    const card = await cardWithArea();
    const free = memoryOf(card).free;
    await runSteps(card, loadSteps(CODE).slice(0, 3));
    const torn = TestCard.reopen(card.nvm.device.image);
    const [entry] = directoryOf(torn);
    expect([toHex(entry!.aid), cardAppState(entry!.lifeCycle)]).to.deep.equal([toHex(LOAD_FILE), "loading"]);
    expect(free - memoryOf(torn).free).to.equal(entry!.size);
    const channel = await torn.open(AREA, AREA_KEYS);
    // Neither going on nor beginning anew is possible before what is there has gone.
    expect(sw(await channel.transmit(loadCommands(CODE, 100)[3]!))).to.equal("6985");
    expect(sw(await channel.transmit(install.encode({ purpose: "load", loadFileAid: LOAD_FILE })))).to.equal("6985");
    expect(sw(await channel.transmit(installApplication()))).to.equal("6A88");
    expect(sw(await channel.transmit(deleteAll(LOAD_FILE)))).to.equal("9000");
    expect(memoryOf(torn).free).to.equal(free);
    await runSteps(torn, loadSteps(CODE));
    expect(torn.select(APPLICATION)).to.equal(0x9000);
  });

  it("refuses a load that does not fit its quota, before anything of the file is written", async () => {
    const card = await cardWithArea({ capacity: 32768 }, 1000);
    const channel = await card.open(AREA, AREA_KEYS);
    const before = card.state();
    const [announce] = loadSteps(new Uint8Array(1200));
    expect(sw(await channel.transmit(announce!.command(channel)))).to.equal("6A84");
    expect(card.state()).to.equal(before);
    // Not announced with a size: the first block tells it.
    expect(sw(await channel.transmit(install.encode({ purpose: "load", loadFileAid: LOAD_FILE })))).to.equal("9000");
    expect(sw(await channel.transmit(loadCommands(new Uint8Array(1200), 100)[0]!))).to.equal("6A84");
    expect(card.state()).to.equal(before);
    expect(card.nvm.free).to.be.greaterThan(20000);
  });

  it("gives its quota to the last octet and not one more, what the card keeps of each object included", async () => {
    const card = await cardWithArea({ capacity: 32768 }, 1500);
    const { free } = memoryOf(card);
    const begin = async (size: number): Promise<string> => {
      const channel = await card.open(AREA, AREA_KEYS);
      await channel.transmit(install.encode({ purpose: "load", loadFileAid: LOAD_FILE }));
      return sw(await channel.transmit(loadCommands(new Uint8Array(size), 200)[0]!));
    };
    let largest = free;
    while ((await begin(largest)) === "6A84") largest--;
    const { quota, used, free: left } = memoryOf(card);
    expect(used + left).to.equal(quota);
    // Only the registry entry and two headers stand between the free octets that were told and the largest file.
    expect(free - largest).to.be.within(1, 100);
    expect(left).to.be.within(0, 7); // memory is taken in blocks of 8 octets
  });

  it("takes one set of keys in place of another when it is full, and none beside it: keys count as all else does (R-CARD-08)", async () => {
    const quota = 2000;
    const card = await cardWithArea({ capacity: 32768, quota }, quota);
    const channel = await card.open(AREA, AREA_KEYS);
    await channel.transmit(install.encode({ purpose: "load", loadFileAid: LOAD_FILE }));
    const file = new Uint8Array(memoryOf(card).free - 90);
    const again = await card.open(AREA, AREA_KEYS);
    await again.transmit(deleteAll(LOAD_FILE));
    await again.transmit(install.encode({ purpose: "load", loadFileAid: LOAD_FILE }));
    expect(sw(await again.transmit(loadCommands(file, 200)[0]!))).to.equal("9000");
    const { free } = memoryOf(card);
    expect(free).to.be.below(101);
    const put = async (keys: typeof AREA_KEYS, replaces: number) => {
      const under = await card.open(AREA, AREA_KEYS);
      const encrypt = (value: Uint8Array) => under.encryptSensitive(value);
      return sw(await under.transmit(putChannelKeys(keys, replaces, encrypt, under.keyFormat)));
    };
    const before = card.nvm.used;
    expect(await put({ ...AREA_KEYS, version: 9 }, 0)).to.equal("6A84");
    expect(card.nvm.used).to.equal(before);
    expect(await put(AREA_KEYS, AREA_KEYS.version)).to.equal("9000");
    expect(memoryOf(card).free).to.equal(free);
  });

  it("refuses a load that its quota allows and the card's memory does not", async () => {
    const card = await cardWithArea({ capacity: 4096, quota: 4096 }, 4096);
    const channel = await card.open(AREA, AREA_KEYS);
    const before = card.state();
    const [announce] = loadSteps(new Uint8Array(card.nvm.free - 40));
    expect(sw(await channel.transmit(announce!.command(channel)))).to.equal("6A84");
    expect(card.state()).to.equal(before);
  });

  for (const [name, spoil] of [
    ["its hash is wrong", { hash: true }],
    ["a block is missing", { skip: true }],
    ["it ends too early", { early: true }],
    ["it is too long", { long: true }],
    ["its last block does not say that it is the last", { unended: true }],
    ["it does not begin with its data block", { tag: true }],
  ] as const) {
    it(`leaves nothing of a load file when ${name}`, async () => {
      const card = await cardWithArea();
      const channel = await card.open(AREA, AREA_KEYS);
      const before = card.state();
      const hash = createHash("sha256").update(CODE).digest();
      if ("hash" in spoil) hash[0]! ^= 1;
      const announce = install.encode({ purpose: "load", loadFileAid: LOAD_FILE, hash: Uint8Array.from(hash) });
      expect(sw(await channel.transmit(announce))).to.equal("9000");
      const blocks: { p1: number; p2: number; data: Uint8Array }[] = loadCommands(CODE, 100).map(
        ({ p1, p2, data }) => ({
          p1,
          p2,
          data: data.slice(),
        }),
      );
      if ("skip" in spoil) blocks.splice(2, 1);
      if ("early" in spoil) blocks[3]!.p1 = 0x80;
      if ("unended" in spoil) blocks.at(-1)!.p1 = 0x00;
      if ("long" in spoil) blocks[4]!.data = new Uint8Array(200);
      if ("tag" in spoil) blocks[0]!.data[0] = 0xd4;
      const answers: string[] = [];
      for (const { p1, p2, data } of blocks) {
        answers.push(sw(await channel.transmit(new CommandApdu(0x80, 0xe8, p1, p2, data, 256))));
      }
      const refused = answers.findIndex((answer) => answer !== "9000");
      expect(answers[refused], answers.join()).to.equal("skip" in spoil ? "6A86" : "6A80");
      expect(answers.slice(refused + 1).every((answer) => answer === "6985")).to.equal(true);
      expect(card.state()).to.equal(before);
    });
  }

  it("takes a load file whose hash is right", async () => {
    const card = await cardWithArea();
    const channel = await card.open(AREA, AREA_KEYS);
    for (const algorithm of ["sha1", "sha256", "sha384", "sha512"]) {
      const hash = Uint8Array.from(createHash(algorithm).update(CODE).digest());
      expect(sw(await channel.transmit(install.encode({ purpose: "load", loadFileAid: LOAD_FILE, hash })))).to.equal(
        "9000",
      );
      for (const block of loadCommands(CODE, 200)) expect(sw(await channel.transmit(block))).to.equal("9000");
      expect(sw(await channel.transmit(deleteAll(LOAD_FILE)))).to.equal("9000");
    }
  });

  it("opens to its own keys alone, and tells a wrong key before any write", async () => {
    const card = await cardWithArea(QUIET);
    const before = card.state();
    for (const wrong of [SETTING_KEYS, ISSUER_KEYS, sameKeys(seededRandom("other").bytes(32), 4)]) {
      const error: unknown = await card.open(AREA, wrong).catch((reason: unknown) => reason);
      const code = wrong.version === 4 ? "scp.card-cryptogram" : "scp.key-version";
      expect(isMadoguchiError(error, code), String(error)).to.equal(true);
    }
    expect(card.state()).to.equal(before);
  });

  it("changes nothing of the card's content before it is personalised", async () => {
    const card = new TestCard();
    await runSteps(card, setAreaSteps().slice(0, 3));
    const channel = await card.open(AREA, AREA_KEYS);
    expect(sw(await channel.transmit(install.encode({ purpose: "load", loadFileAid: LOAD_FILE })))).to.equal("6985");
    const personal = install.encode({ purpose: "personalization", applicationAid: AREA });
    expect(sw(await channel.transmit(personal))).to.equal("6985");
  });

  it("does not take itself away, empty though it is: only the domain above it does", async () => {
    const card = await cardWithArea(QUIET);
    const own = await card.open(AREA, AREA_KEYS);
    const before = card.state();
    expect(sw(await own.transmit(deleteAll(AREA)))).to.equal("6985");
    expect(card.state()).to.equal(before);
    const above = await card.open(REGIONAL_DOMAIN_AID, SETTING_KEYS);
    expect(sw(await above.transmit(deleteAll(AREA)))).to.equal("9000");
    expect(card.select(AREA)).to.equal(0x6a82);
  });

  it("cannot be personalised without keys of its own", async () => {
    const card = new TestCard();
    const [create, , store, activate] = setAreaSteps(6000, AREA, SETTING_KEYS);
    await runSteps(card, [create!, store!]);
    const channel = await card.open(AREA, SETTING_KEYS);
    expect(sw(await channel.transmit(activate!.command(channel)))).to.equal("6985");
  });

  it("is handed over by PUT KEY: the old keys end, the applications stay", async () => {
    const card = await cardWithArea();
    await runSteps(card, loadSteps(CODE));
    const channel = await card.open(AREA, AREA_KEYS);
    const next = sameKeys(seededRandom("next").bytes(32), 5);
    const put = putChannelKeys(next, 4, (value) => channel.encryptSensitive(value));
    expect(sw(await channel.transmit(put))).to.equal("9000");
    const error: unknown = await card.open(AREA, AREA_KEYS).catch((reason: unknown) => reason);
    expect(isMadoguchiError(error, "scp.key-version")).to.equal(true);
    const taken = await card.open(AREA, next);
    expect((await readRegistry(taken, "applications")).map(({ aid }) => toHex(aid))).to.deep.equal([
      toHex(AREA),
      toHex(APPLICATION),
    ]);
  });

  it("lists another municipality's applications and does not let them be touched", async () => {
    const card = await cardWithArea({}, 3000);
    await runSteps(card, loadSteps(CODE));
    const other = areaDomainAid("27100");
    const otherKeys = sameKeys(seededRandom("27100").bytes(16), 1);
    await runSteps(card, setAreaSteps(3000, other, otherKeys));
    const channel = await card.open(other, otherKeys);
    const before = card.state();
    const attempts: CommandApdu[] = [
      deleteAll(LOAD_FILE),
      deleteCommand.encode({ object: "card-content", aid: APPLICATION, related: false }),
      deleteAll(AREA),
      install.encode({ purpose: "extradition", domainAid: other, applicationAid: APPLICATION }),
      install.encode({ purpose: "personalization", applicationAid: APPLICATION }),
      install.encode({ purpose: "load", loadFileAid: fromHex("F04D41444F2127100F01"), domainAid: AREA }),
      installApplication(fromHex("F04D41444F2013101F02")),
    ];
    for (const attempt of attempts) expect(sw(await channel.transmit(attempt))).to.equal("6985");
    expect(await readRegistry(channel, "applications", APPLICATION)).to.deep.equal([]);
    expect(card.state()).to.equal(before);
    expect(directoryOf(card).map(({ aid }) => toHex(aid))).to.deep.equal([toHex(APPLICATION)]);
  });

  it("cannot give away rights that it does not have itself, nor become the default application", async () => {
    const card = await cardWithArea();
    await runSteps(card, loadSteps(CODE));
    const channel = await card.open(AREA, AREA_KEYS);
    const before = card.state();
    const update = (privileges: number) =>
      install.encode({ purpose: "registry-update", applicationAid: APPLICATION, privileges });
    expect(sw(await channel.transmit(update(Privilege.GLOBAL_REGISTRY)))).to.equal("6985");
    expect(sw(await channel.transmit(update(Privilege.CARD_RESET)))).to.equal("6A81");
    expect(sw(await channel.transmit(update(Privilege.SECURITY_DOMAIN)))).to.equal("6A80");
    expect(card.state()).to.equal(before);
    expect(sw(await channel.transmit(update(Privilege.TRUSTED_PATH)))).to.equal("9000");
    const [entry] = await readRegistry(channel, "applications", APPLICATION);
    expect(entry!.privileges).to.equal(Privilege.TRUSTED_PATH);
  });

  it("is moved or taken away by the issuer only when nothing is below it", async () => {
    const card = await cardWithArea();
    await runSteps(card, loadSteps(CODE));
    const issuer = await card.open(ISSUER_DOMAIN_AID, ISSUER_KEYS);
    expect(sw(await issuer.transmit(deleteAll(AREA)))).to.equal("6985");
    expect(sw(await issuer.transmit(deleteAll(REGIONAL_DOMAIN_AID)))).to.equal("6985");
    const extradite = (aid: Uint8Array, to: Uint8Array) =>
      install.encode({ purpose: "extradition", domainAid: to, applicationAid: aid });
    expect(sw(await issuer.transmit(extradite(APPLICATION, ISSUER_DOMAIN_AID)))).to.equal("9000");
    expect(sw(await issuer.transmit(extradite(LOAD_FILE, ISSUER_DOMAIN_AID)))).to.equal("9000");
    expect(sw(await issuer.transmit(deleteAll(AREA)))).to.equal("9000");
    expect(card.select(AREA)).to.equal(0x6a82);
    card.select(REGIONAL_DOMAIN_AID);
    expect(card.hex("80CADF7000")).to.equal("6A88");
  });

  it("hands its directory out with an extended Le, or by GET RESPONSE where there is none", async () => {
    const card = await cardWithArea({ extendedLength: false });
    const channel = await card.open(AREA, AREA_KEYS);
    for (let n = 1; n <= 8; n++) {
      const aid = Uint8Array.from([...LOAD_FILE.subarray(0, 9), 0x40 + n]);
      expect(sw(await channel.transmit(install.encode({ purpose: "load", loadFileAid: aid })))).to.equal("9000");
    }
    card.select(REGIONAL_DOMAIN_AID);
    let part = fromHex(card.hex("80CADF7100"));
    const parts: Uint8Array[] = [part.subarray(0, -2)];
    while (part.at(-2) === 0x61) {
      part = fromHex(card.hex(`00C00000${toHex(part.subarray(-1))}`));
      parts.push(part.subarray(0, -2));
    }
    const inParts = Buffer.concat(parts);
    expect(parseDirectory(inParts).length).to.equal(8);
    expect(card.hex("00C0000010")).to.equal("6985");

    const wide = TestCard.reopen(card.nvm.device.image);
    wide.select(REGIONAL_DOMAIN_AID);
    expect(wide.hex("80CADF7100")).to.equal("6700");
    expect(wide.hex("80CADF71000000")).to.equal(`${toHex(inParts)}9000`);
  });
});
