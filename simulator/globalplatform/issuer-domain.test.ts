import { expect } from "chai";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import {
  DataTag,
  deleteCommand,
  getData,
  getStatus,
  install,
  LifeCycle,
  load,
  loadCommands,
  parseKeyInformation,
  parseRegistryEntries,
  putChannelKeys,
  readRegistry,
  SecurityLevel,
  setStatus,
  storeDataCommands,
} from "#card/globalplatform/index.js";
import { RECORDED_SESSIONS } from "#card/globalplatform/scp03/exchange.fixture.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { seededRandom } from "#card/ports/random.js";
import { ISSUER_DOMAIN_AID, REGIONAL_DOMAIN_AID } from "#card/region/aids.js";
import { APPLICATION, AREA, loadSteps, runSteps, setAreaSteps } from "./area-steps.fixture.js";
import { ISSUER_KEYS, SETTING_KEYS, sameKeys, sw, TestCard } from "./gp-card.fixture.js";

const FILE = fromHex("D0D1D2D3D4D501");
const MODULE = fromHex("D0D1D2D3D4D50101");

describe("the issuer security domain", () => {
  it("answers SELECT and its public data as the recorded card did", () => {
    const card = new TestCard({ scp: { i: 0, mode: "S8" } });
    for (const { command, response } of RECORDED_SESSIONS[1]!.steps.slice(0, 2)) {
      // Ours tells version 2.3.1 of the specification where the recorded card told 2.2.1.
      expect(card.hex(command)).to.equal(response.replace("6B02020101", "6B02020301"));
    }
    expect(card.hex("00A4040C07A0000001510000")).to.equal("9000");
    expect(card.hex("00A4040007A0000001510000")).to.match(/^6F108408A000000151000000/);
  });

  for (const session of RECORDED_SESSIONS) {
    it(`carries an independent host's session out as the recorded card did (${session.name})`, async () => {
      const update = session.steps.find(({ command }) => command.startsWith("8050"))!;
      const drawn = fromHex(update.response.slice(26, 42));
      const random = { bytes: () => drawn };
      const card = new TestCard({ scp: { i: 0, mode: "S8" }, issuerOnly: true, random });
      if (session.name.includes("DELETE")) {
        // What the recorded card had been loaded with before.
        const channel = await card.open(ISSUER_DOMAIN_AID, ISSUER_KEYS);
        await channel.transmit(install.encode({ purpose: "load", loadFileAid: FILE }));
        for (const block of loadCommands(seededRandom("code").bytes(50), 200)) await channel.transmit(block);
        const purpose = "install-and-make-selectable";
        const make = { purpose, loadFileAid: FILE, moduleAid: MODULE, applicationAid: MODULE, privileges: 0 } as const;
        await channel.transmit(install.encode(make));
        expect(card.select(MODULE)).to.equal(0x9000);
      }
      for (const { command, response } of session.steps) {
        expect(card.hex(command)).to.equal(response.replace("6B02020101", "6B02020301"));
      }
      if (session.name.includes("DELETE")) expect(card.select(MODULE)).to.equal(0x6a82);
    });
  }

  it("tells its keys, and nothing for data that it does not have", () => {
    const card = new TestCard();
    const answer = card.send(getData.encode({ tag: DataTag.KEY_INFORMATION }).encode());
    expect(parseKeyInformation(answer.subarray(0, -2)).map(({ version, type }) => [version, type])).to.deep.equal([
      [1, 0x88],
      [1, 0x88],
      [1, 0x88],
    ]);
    expect(card.hex("80CA9F7F00")).to.equal("6A88");
    expect(card.hex("00CADF3005")).to.equal("6A88");
    expect(card.hex("80CA00C100")).to.equal("C1030000009000");
  });

  it("refuses everything else without a channel, and leaves NVM alone", () => {
    const card = new TestCard();
    const before = card.state();
    const commands = [
      getStatus.encode({ scope: "applications", aidPrefix: new Uint8Array(0), next: false, tagged: true }),
      install.encode({ purpose: "load", loadFileAid: FILE }),
      load.encode({ block: 0, last: true, data: FILE }),
      deleteCommand.encode({ object: "card-content", aid: REGIONAL_DOMAIN_AID, related: true }),
      putChannelKeys(ISSUER_KEYS, 1, (value) => value),
      setStatus.encode({ scope: "card", state: 0x7f, aid: new Uint8Array(0) }),
      ...storeDataCommands(fromHex("4501FF"), 100, "tlv"),
    ];
    for (const command of commands) {
      expect(card.hex(toHex(command.encode())), `INS ${command.ins.toString(16)}`).to.equal("6982");
      const secured = new CommandApdu(0x84, command.ins, command.p1, command.p2, command.data, command.le);
      expect(card.hex(toHex(secured.encode()))).to.equal("6982");
    }
    expect(card.hex("0070000001")).to.equal("6881");
    expect(card.hex("00CB3FFF035C017E08")).to.equal("6D00");
    expect(card.hex("80FE0000")).to.equal("6D00");
    expect(card.hex("90CA006600")).to.equal("6E00");
    expect(card.state()).to.equal(before);
  });

  it("refuses content management on a channel that is only authenticated", async () => {
    const card = new TestCard();
    const channel = await card.open(ISSUER_DOMAIN_AID, ISSUER_KEYS, { level: SecurityLevel.AUTHENTICATED });
    const before = card.state();
    expect(sw(await channel.transmit(install.encode({ purpose: "load", loadFileAid: FILE })))).to.equal("6982");
    expect((await channel.transmit(getData.encode({ tag: 0x66 }))).ok).to.equal(true);
    expect(card.state()).to.equal(before);
  });

  for (const i of [0x00, 0x10, 0x60, 0x70]) {
    for (const mode of ["S8", "S16"] as const) {
      it(`serves the registry at every level it offers: i=${i.toString(16)}, ${mode}`, async () => {
        const card = new TestCard({ scp: { i, mode } });
        for (const level of (i & 0x40) === 0 ? [0x01, 0x03] : [0x01, 0x03, 0x11, 0x13, 0x33]) {
          const channel = await card.open(ISSUER_DOMAIN_AID, ISSUER_KEYS, { level, mode });
          const domains = await readRegistry(channel, "applications");
          expect(domains.map(({ aid }) => toHex(aid))).to.deep.equal([toHex(REGIONAL_DOMAIN_AID)]);
          const [issuer] = await readRegistry(channel, "issuer-domain");
          expect(issuer?.lifeCycle).to.equal(LifeCycle.CARD_SECURED);
          const files = await readRegistry(channel, "load-files-and-modules");
          expect(files.map(({ aid }) => toHex(aid))).to.deep.equal(["A0000001515350"]);
          expect(await readRegistry(channel, "applications", FILE)).to.deep.equal([]);
        }
      });
    }
  }

  it("steps the sequence counter of pseudo-random challenges durably", async () => {
    const card = new TestCard({ scp: { i: 0x10, mode: "S8" } });
    await card.open(ISSUER_DOMAIN_AID, ISSUER_KEYS);
    await card.open(ISSUER_DOMAIN_AID, ISSUER_KEYS);
    const again = TestCard.reopen(card.nvm.device.image, { scp: { i: 0x10, mode: "S8" } });
    expect(again.hex("80CA00C100")).to.equal("C1030000029000");
  });

  it("drops the channel with every SELECT", async () => {
    const card = new TestCard();
    const channel = await card.open(ISSUER_DOMAIN_AID, ISSUER_KEYS, { level: 0x01 });
    card.select(ISSUER_DOMAIN_AID);
    expect(sw(await channel.transmit(install.encode({ purpose: "load", loadFileAid: FILE })))).to.equal("6982");
  });

  it("replaces, adds and deletes key sets, and refuses a wrong check value, type or version", async () => {
    const card = new TestCard();
    const fresh = sameKeys(seededRandom("fresh").bytes(32), 2);
    const channel = await card.open(ISSUER_DOMAIN_AID, ISSUER_KEYS);
    const encrypt = (value: Uint8Array) => channel.encryptSensitive(value);
    const before = card.state();
    const good = putChannelKeys(fresh, 0, encrypt);
    const tampered = Uint8Array.from(good.data);
    tampered[tampered.length - 1]! ^= 1;
    const wrongType = Uint8Array.from(good.data);
    wrongType[1] = 0x80;
    for (const [data, p1, expected] of [
      [tampered, 0, "9485"],
      [wrongType, 0, "9484"],
      [good.data, 9, "6A88"],
      [good.data.subarray(0, 60), 0, "6A80"],
    ] as const) {
      expect(sw(await channel.transmit(new CommandApdu(0x80, 0xd8, p1, 0x81, data, 256)))).to.equal(expected);
    }
    expect(card.state()).to.equal(before);
    const added = await channel.transmit(good);
    expect([sw(added), added.data[0], added.data.length]).to.deep.equal(["9000", 2, 10]);
    const both = await card.open(ISSUER_DOMAIN_AID, fresh);
    expect(sw(await both.transmit(deleteCommand.encode({ object: "key", keyVersion: 1 })))).to.equal("9000");
    expect(sw(await both.transmit(deleteCommand.encode({ object: "key", keyVersion: 2 })))).to.equal("6985");
    expect(sw(await both.transmit(deleteCommand.encode({ object: "key", keyVersion: 1 })))).to.equal("6A88");
    const reopened = TestCard.reopen(card.nvm.device.image);
    await reopened.open(ISSUER_DOMAIN_AID, { ...fresh, version: 0 });
  });

  it("loads an opaque file, installs from it, makes it inert, and deletes both", async () => {
    const card = new TestCard();
    const free = card.nvm.free;
    const channel = await card.open(ISSUER_DOMAIN_AID, ISSUER_KEYS);
    const run = async (command: CommandApdu) => toHex((await channel.transmit(command)).encode());
    expect(await run(install.encode({ purpose: "load", loadFileAid: FILE, domainAid: ISSUER_DOMAIN_AID }))).to.equal(
      "009000",
    );
    for (const block of loadCommands(seededRandom("code").bytes(700), 200)) expect(await run(block)).to.equal("009000");
    const purpose = "install-and-make-selectable";
    const make = { purpose, loadFileAid: FILE, moduleAid: MODULE, applicationAid: MODULE, privileges: 0 } as const;
    expect(await run(install.encode(make))).to.equal("009000");
    expect(await run(install.encode(make))).to.equal("6985");
    const entries = await readRegistry(channel, "applications", MODULE);
    expect(entries.map(({ lifeCycle, loadFileAid }) => [lifeCycle, toHex(loadFileAid!)])).to.deep.equal([
      [LifeCycle.SELECTABLE, toHex(FILE)],
    ]);
    expect(card.select(MODULE)).to.equal(0x9000);
    expect(card.hex("00B0000000")).to.equal("6D00");

    const again = await card.open(ISSUER_DOMAIN_AID, ISSUER_KEYS);
    const remove = (related: boolean) => deleteCommand.encode({ object: "card-content", aid: FILE, related });
    expect(sw(await again.transmit(remove(false)))).to.equal("6985");
    expect(toHex((await again.transmit(remove(true))).encode())).to.equal("009000");
    expect(card.select(MODULE)).to.equal(0x6a82);
    expect(sw(await again.transmit(remove(true)))).to.equal("6A88");
    expect(card.nvm.free).to.equal(free);
  });

  it("tells a long registry in parts, in both forms, and goes on only where it was asked before", async () => {
    const card = new TestCard();
    const channel = await card.open(ISSUER_DOMAIN_AID, ISSUER_KEYS, { level: 0x33 });
    const aids = Array.from({ length: 12 }, (_, n) => Uint8Array.from([...FILE, n]));
    for (const loadFileAid of aids) await channel.transmit(install.encode({ purpose: "load", loadFileAid }));
    const found = await readRegistry(channel, "load-files", FILE);
    expect(found.map(({ aid }) => toHex(aid))).to.deep.equal(aids.map(toHex));

    const ask = (next: boolean, tagged: boolean, scope: "load-files" | "applications" = "load-files") =>
      channel.transmit(getStatus.encode({ scope, aidPrefix: new Uint8Array(0), next, tagged }));
    const first = await ask(false, true);
    expect([sw(first), first.data.length <= 220]).to.deep.equal(["6310", true]);
    expect(sw(await ask(true, true, "applications"))).to.equal("6985");
    expect(sw(await ask(true, true))).to.equal("9000");
    expect(sw(await ask(true, true))).to.equal("6985");
    const plain = await ask(false, false);
    expect(sw(plain)).to.equal("9000");
    expect(parseRegistryEntries(plain.data, "load-files", false).length).to.equal(13);
  });

  it("tells of each entry what a tag list asks for, and nothing else", async () => {
    const card = new TestCard();
    const channel = await card.open(ISSUER_DOMAIN_AID, ISSUER_KEYS);
    const ask = async (hex: string) => {
      const data = fromHex(hex);
      return toHex((await channel.transmit(new CommandApdu(0x80, 0xf2, 0x40, 0x02, data, 256))).encode());
    };
    // GlobalPlatform 2.3.1, 11.4.2.3: `5C` tells the card how to make up its answer.
    expect(await ask("4F005C034F9F70")).to.equal("E30D4F07F04D41444F00019F70010F9000");
    expect(await ask("4F005C02CC4F")).to.equal("E3134F07F04D41444F0001CC08A0000001510000009000");
    expect(await ask("4F005C0184")).to.equal("E3009000");
    expect(await ask("4F005C019F")).to.equal("6A80");
    expect(await ask("4F00")).to.match(/^E31C4F07.*C503.*CC08.*9000$/);
  });

  it("installs first and makes selectable later", async () => {
    const card = new TestCard();
    const channel = await card.open(ISSUER_DOMAIN_AID, ISSUER_KEYS);
    await channel.transmit(install.encode({ purpose: "load", loadFileAid: FILE }));
    for (const block of loadCommands(new Uint8Array(20), 200)) await channel.transmit(block);
    const make = { loadFileAid: FILE, moduleAid: MODULE, applicationAid: MODULE, privileges: 0 } as const;
    expect(sw(await channel.transmit(install.encode({ purpose: "install", ...make })))).to.equal("9000");
    expect(card.gp.find(MODULE, 0)).to.equal(undefined);
    const selectable = install.encode({ purpose: "make-selectable", applicationAid: MODULE, privileges: 0 });
    expect(sw(await channel.transmit(selectable))).to.equal("9000");
    expect(card.gp.find(MODULE, 0)).not.to.equal(undefined);
    expect(sw(await channel.transmit(selectable))).to.equal("6985");
  });

  it("locks a domain together with its applications", async () => {
    const card = new TestCard();
    await runSteps(card, [...setAreaSteps(), ...loadSteps(new Uint8Array(20))]);
    const channel = await card.open(ISSUER_DOMAIN_AID, ISSUER_KEYS);
    const both = (state: number, aid: Uint8Array) =>
      channel.transmit(setStatus.encode({ scope: "domain-and-applications", state, aid }));
    expect(sw(await both(0x80, APPLICATION))).to.equal("6A88");
    expect(sw(await both(0x80, AREA))).to.equal("9000");
    expect([card.gp.find(AREA, 0), card.gp.find(APPLICATION, 0)]).to.deep.equal([undefined, undefined]);
    // A locked area is still the area: only an unlocked one can be selected.
    card.select(REGIONAL_DOMAIN_AID);
    expect(card.hex("80CADF7000")).to.match(/^DF70.*9000$/);
    const again = await card.open(ISSUER_DOMAIN_AID, ISSUER_KEYS);
    const unlock = setStatus.encode({ scope: "domain-and-applications", state: 0x00, aid: AREA });
    expect(sw(await again.transmit(unlock))).to.equal("9000");
    expect(card.gp.find(APPLICATION, 0)).not.to.equal(undefined);
  });

  it("locks and unlocks an application, and the card", async () => {
    const card = new TestCard();
    const channel = await card.open(ISSUER_DOMAIN_AID, ISSUER_KEYS);
    const set = async (state: number, aid?: Uint8Array) => {
      const scope = aid === undefined ? "card" : "application";
      return sw(await channel.transmit(setStatus.encode({ scope, state, aid: aid ?? new Uint8Array(0) })));
    };
    expect(await set(0x83, REGIONAL_DOMAIN_AID)).to.equal("9000");
    expect(card.gp.find(REGIONAL_DOMAIN_AID, 0)).to.equal(undefined);
    expect(await set(0x0f, REGIONAL_DOMAIN_AID)).to.equal("9000");
    expect(card.gp.find(REGIONAL_DOMAIN_AID, 0)).not.to.equal(undefined);
    expect(await set(0x07, REGIONAL_DOMAIN_AID)).to.equal("6985");
    expect(await set(0x0f, FILE)).to.equal("6A88");
    expect(await set(0x01)).to.equal("6985");
    expect(await set(0x7f)).to.equal("9000");
    expect(card.gp.locked).to.equal(true);
    expect(card.gp.find(REGIONAL_DOMAIN_AID, 0)).to.equal(undefined);
    expect(sw(await channel.transmit(install.encode({ purpose: "load", loadFileAid: FILE })))).to.equal("6985");
    expect(await set(0x0f)).to.equal("9000");
    expect(card.gp.locked).to.equal(false);
  });

  it("warns with 6283 when it is selected on a locked card, which GlobalPlatformPro and others tell their user", async () => {
    const card = new TestCard();
    const channel = await card.open(ISSUER_DOMAIN_AID, ISSUER_KEYS);
    await channel.transmit(setStatus.encode({ scope: "card", state: 0x7f, aid: new Uint8Array(0) }));
    expect(card.hex("00A4040000")).to.equal("6F108408A000000151000000A5049F6501FF6283");
    expect(card.hex("00A4040C08A000000151000000")).to.equal("6283");
    const again = await card.open(ISSUER_DOMAIN_AID, ISSUER_KEYS);
    await again.transmit(setStatus.encode({ scope: "card", state: 0x0f, aid: new Uint8Array(0) }));
    expect(card.hex("00A4040C08A000000151000000")).to.equal("9000");
  });

  it("lists its registry to an authenticated host without C-MAC (gp --mode clr), and changes nothing for it", async () => {
    const card = new TestCard();
    expect(card.hex("80F28002024F0000")).to.equal("6982");
    const channel = await card.open(ISSUER_DOMAIN_AID, ISSUER_KEYS, { level: 0x00 });
    expect(await readRegistry(channel, "issuer-domain")).to.have.lengthOf(1);
    const before = card.state();
    expect(sw(await channel.transmit(install.encode({ purpose: "load", loadFileAid: FILE })))).to.equal("6982");
    expect(card.state()).to.equal(before);
  });

  it("keeps the regional domain's branch apart from the issuer's and its own load files", async () => {
    const card = new TestCard();
    const regional = await card.open(REGIONAL_DOMAIN_AID, SETTING_KEYS);
    const before = card.state();
    const attempts = [
      deleteCommand.encode({ object: "card-content", aid: ISSUER_DOMAIN_AID, related: false }),
      deleteCommand.encode({ object: "card-content", aid: REGIONAL_DOMAIN_AID, related: false }),
      install.encode({ purpose: "load", loadFileAid: FILE, domainAid: ISSUER_DOMAIN_AID }),
      install.encode({ purpose: "load", loadFileAid: fromHex("D392F000260100000001") }),
      setStatus.encode({ scope: "card", state: 0x7f, aid: new Uint8Array(0) }),
    ];
    for (const attempt of attempts) expect(sw(await regional.transmit(attempt))).to.equal("6985");
    expect(await readRegistry(regional, "issuer-domain")).to.deep.equal([]);
    expect(card.state()).to.equal(before);
  });
});
