import { expect } from "chai";
import { concat, equal, fromHex, startsWith, toHex } from "#card/bytes/bytes.js";
import {
  encodeDataGroup,
  encodeInstallParameters,
  install,
  loadCommands,
  readRegistry,
  type Scp03Host,
  storeData,
  storeDataCommands,
} from "#card/globalplatform/index.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { respond, status } from "#card/iso7816/response-apdu.js";
import { ISSUER_DOMAIN_AID, REGIONAL_DOMAIN_AID } from "#card/region/aids.js";
import { DIRECTORY_TAG } from "#card/region/area-record.js";
import { parseDirectory } from "#card/region/directory.js";
import type { CardApplicationFactory } from "../content-management/application-runtime.js";
import { APPLICATION, deleteAll, LOAD_FILE } from "./area-steps.fixture.js";
import { APPLET_AIDS, capFile, PACKAGE_AID } from "./cap-file.fixture.js";
import { ISSUER_KEYS, SETTING_KEYS, sw, TestCard } from "./gp-card.fixture.js";

/** Loads a file under an AID; the answers' status words. */
async function loadFile(channel: Scp03Host, loadFileAid: Uint8Array, file: Uint8Array): Promise<string> {
  const answers = [sw(await channel.transmit(install.encode({ purpose: "load", loadFileAid })))];
  for (const block of loadCommands(file, 200)) answers.push(sw(await channel.transmit(block)));
  return answers.find((answer) => answer !== "9000") ?? "9000";
}

function installOf(
  loadFileAid: Uint8Array,
  moduleAid: Uint8Array,
  applicationAid: Uint8Array,
  parameters?: Uint8Array,
) {
  const purpose = "install-and-make-selectable";
  const given = parameters === undefined ? {} : { parameters: encodeInstallParameters({ application: parameters }) };
  return install.encode({ purpose, loadFileAid, moduleAid, applicationAid, privileges: 0, ...given });
}

describe("a Java Card CAP", () => {
  it("is registered with its modules, accounted, and inert", async () => {
    const card = new TestCard();
    const channel = await card.open(ISSUER_DOMAIN_AID, ISSUER_KEYS);
    const used = card.nvm.used;
    const cap = capFile();
    expect(await loadFile(channel, PACKAGE_AID, cap)).to.equal("9000");
    const files = await readRegistry(channel, "load-files-and-modules", PACKAGE_AID);
    expect(files[0]!.modules.map(toHex)).to.deep.equal(APPLET_AIDS.map(toHex));
    for (const aid of APPLET_AIDS) {
      expect(sw(await channel.transmit(installOf(PACKAGE_AID, aid, aid)))).to.equal("9000");
      expect(card.gp.find(aid, 0)).not.to.equal(undefined);
    }
    card.select(REGIONAL_DOMAIN_AID);
    const answer = card.send(
      new CommandApdu(0x80, 0xca, DIRECTORY_TAG >> 8, DIRECTORY_TAG & 0xff, undefined, 256).encode(),
    );
    const entries = parseDirectory(answer.slice(0, -2));
    expect(entries.map(({ aid, version }) => [toHex(aid), version])).to.deep.equal(
      APPLET_AIDS.map((aid) => [toHex(aid), "1.0"]),
    );
    expect(entries.reduce((sum, { size }) => sum + size, 0)).to.equal(card.nvm.used - used);
    expect(card.select(APPLET_AIDS[0]!)).to.equal(0x9000);
    for (const command of ["00B0000010", "80500000080102030405060708", "00CA006600"]) {
      expect(card.hex(command)).to.equal("6D00");
    }
    const reopened = TestCard.reopen(card.nvm.device.image);
    expect(reopened.select(APPLET_AIDS[1]!)).to.equal(0x9000);
    const again = await card.open(ISSUER_DOMAIN_AID, ISSUER_KEYS);
    expect(sw(await again.transmit(deleteAll(PACKAGE_AID)))).to.equal("9000");
    expect(card.nvm.used).to.equal(used);
  });

  it("is refused under another AID, for a module it does not have, and where its components do not add up", async () => {
    const card = new TestCard();
    const channel = await card.open(ISSUER_DOMAIN_AID, ISSUER_KEYS);
    const before = card.state();
    expect(await loadFile(channel, LOAD_FILE, capFile())).to.equal("6A80");
    const cap = capFile();
    expect(await loadFile(channel, PACKAGE_AID, cap.subarray(0, cap.length - 3))).to.equal("6A80");
    const wrongAid = Uint8Array.from(cap);
    wrongAid[12] = 0x20; // length of the package AID
    expect(await loadFile(channel, PACKAGE_AID, wrongAid)).to.equal("6A80");
    expect(card.state()).to.equal(before);
    expect(await loadFile(channel, PACKAGE_AID, cap)).to.equal("9000");
    expect(sw(await channel.transmit(installOf(PACKAGE_AID, APPLICATION, APPLICATION)))).to.equal("6A88");
    const personal = install.encode({ purpose: "personalization", applicationAid: APPLET_AIDS[0]! });
    expect(sw(await channel.transmit(personal))).to.equal("6A88");
    await channel.transmit(installOf(PACKAGE_AID, APPLET_AIDS[0]!, APPLET_AIDS[0]!));
    expect(sw(await channel.transmit(personal)), "an inert application takes no data").to.equal("6985");
  });
});

/** A runtime that keeps what it is given: load files beginning with `MARK`, refused where their third octet is FF. */
const MARK = fromHex("C0DE");
const keeper: CardApplicationFactory = {
  recognise: (file) => startsWith(file, MARK),
  validate: (file, parameters) => (file[2] === 0xff ? 0x6a80 : equal(parameters ?? MARK, MARK) ? 0x9000 : 0x6985),
  describe: () => ({ loadFileAid: LOAD_FILE, modules: [APPLICATION], municipality: "13101", version: "2.5" }),
  volatileSize: () => 32,
  create: ({ owner, installParameters }, write) => write.put(owner, 1, concat(installParameters, new Uint8Array(20))),
  instantiate: (instance) => ({
    aid: instance.aid,
    select: () => status(0x9000),
    process: ({ p2 }) => respond(instance.nvm.get(instance.owner, p2)?.slice() ?? new Uint8Array(0)),
    deselect: () => undefined,
  }),
  personalise: (instance, dgi, data, { write, decryptSensitive }) => {
    if (dgi === 0xdead) return 0x6a88;
    const value = dgi === 0x8f01 ? decryptSensitive(data, 16) : data;
    if (value === undefined) return 0x6a80;
    write.put(instance.owner, dgi & 0xff, value);
    instance.setLifeCycle(0x0f, write);
    return 0x9000;
  },
};

describe("a load file with a runtime of its own", () => {
  const file = concat(MARK, new Uint8Array(250));

  async function installed(options: ConstructorParameters<typeof TestCard>[0] = {}) {
    const card = new TestCard({ factories: [keeper], ...options });
    const channel = await card.open(ISSUER_DOMAIN_AID, ISSUER_KEYS);
    expect(await loadFile(channel, LOAD_FILE, file)).to.equal("9000");
    return { card, channel };
  }

  it("is checked at the last LOAD and at INSTALL, and a refusal leaves nothing", async () => {
    const card = new TestCard({ factories: [keeper] });
    const channel = await card.open(ISSUER_DOMAIN_AID, ISSUER_KEYS);
    const before = card.state();
    expect(await loadFile(channel, LOAD_FILE, concat(MARK, fromHex("FF00")))).to.equal("6A80");
    expect(await loadFile(channel, APPLICATION, file), "another AID than it says").to.equal("6A80");
    expect(card.state()).to.equal(before);
    expect(await loadFile(channel, LOAD_FILE, file)).to.equal("9000");
    const loaded = card.state();
    expect(sw(await channel.transmit(installOf(LOAD_FILE, APPLICATION, APPLICATION, fromHex("00"))))).to.equal("6985");
    expect(card.state()).to.equal(loaded);
    expect(sw(await channel.transmit(installOf(LOAD_FILE, APPLICATION, APPLICATION, MARK)))).to.equal("9000");
    card.select(APPLICATION);
    expect(card.hex("0001000100")).to.equal(`${toHex(concat(MARK, new Uint8Array(20)))}9000`);
  });

  it("is personalised through its domain, data groups cut anywhere, secrets under the DEK", async () => {
    const { card, channel } = await installed();
    await channel.transmit(installOf(LOAD_FILE, APPLICATION, APPLICATION, MARK));
    const secret = fromHex("00112233445566778899AABBCCDDEEFF");
    const groups = concat(
      encodeDataGroup({ dgi: 0x0107, data: new Uint8Array(300).fill(7) }),
      encodeDataGroup({ dgi: 0x8f01, data: channel.encryptSensitive(secret) }),
    );
    expect(
      sw(await channel.transmit(install.encode({ purpose: "personalization", applicationAid: APPLICATION }))),
    ).to.equal("9000");
    for (const block of storeDataCommands(groups, 90, "dgi"))
      expect(sw(await channel.transmit(block))).to.equal("9000");
    const [entry] = await readRegistry(channel, "applications", APPLICATION);
    expect(entry!.lifeCycle).to.equal(0x0f);
    card.select(APPLICATION);
    expect(card.hex("0001000100")).to.equal(`${toHex(secret)}9000`);
    expect(card.hex("00010007000200").length).to.equal(2 * 302);
  });

  it("takes all data groups of one STORE DATA, or none", async () => {
    const { card, channel } = await installed();
    await channel.transmit(installOf(LOAD_FILE, APPLICATION, APPLICATION, MARK));
    const aim = install.encode({ purpose: "personalization", applicationAid: APPLICATION });
    const before = card.state();
    for (const [dgi, expected] of [
      [0xdead, "6A88"],
      [0x8f01, "6A80"],
    ] as const) {
      await channel.transmit(aim);
      const data = concat(
        encodeDataGroup({ dgi: 0x0107, data: MARK }),
        encodeDataGroup({ dgi, data: new Uint8Array(3) }),
      );
      const [command] = storeDataCommands(data, 200, "dgi");
      expect(sw(await channel.transmit(command!))).to.equal(expected);
      expect(card.state()).to.equal(before);
    }
    await channel.transmit(aim);
    const cut = { structure: "dgi", encryption: "none", block: 0, last: true, data: fromHex("010705AA") } as const;
    expect(sw(await channel.transmit(storeData.encode(cut))), "a group that is cut off").to.equal("6A80");
    await channel.transmit(aim);
    expect(sw(await channel.transmit(storeData.encode({ ...cut, block: 1 })))).to.equal("6A86");
    expect(card.state()).to.equal(before);
  });

  it("cannot make more of itself than the quota over it leaves, however much the card has", async () => {
    const greedy: CardApplicationFactory = {
      ...keeper,
      create: ({ owner }, write) => write.put(owner, 1, new Uint8Array(5000)),
    };
    const card = new TestCard({ factories: [greedy], capacity: 20000, quota: 3000 });
    const channel = await card.open(REGIONAL_DOMAIN_AID, SETTING_KEYS);
    expect(await loadFile(channel, LOAD_FILE, file)).to.equal("9000");
    const before = card.state();
    expect(sw(await channel.transmit(installOf(LOAD_FILE, APPLICATION, APPLICATION, MARK)))).to.equal("6A84");
    expect(card.state()).to.equal(before);
    expect(card.nvm.free).to.be.greaterThan(10000);
  });

  it("cannot make more of itself than its memory allows", async () => {
    const { card, channel } = await installed({ capacity: 1024, quota: 1024 });
    const before = card.state();
    const big = installOf(LOAD_FILE, APPLICATION, APPLICATION, MARK);
    while (card.nvm.free > 100) {
      const filler = Uint8Array.from([...PACKAGE_AID.subarray(0, 8), card.nvm.free & 0x7f]);
      const answer = await loadFile(channel, filler, new Uint8Array(16));
      if (answer !== "9000") break;
    }
    expect(card.nvm.free).to.be.lessThan(120);
    const full = card.state();
    expect(sw(await channel.transmit(big))).to.equal("6A84");
    expect(card.state()).to.equal(full);
    expect(full).not.to.equal(before);
  });
});
