import { expect } from "chai";
import fc from "fast-check";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { ResponseApdu } from "#card/iso7816/response-apdu.js";
import { TRIPLE_DES_KEYS } from "../secure-channel/index.js";
import {
  decodeInstallParameters,
  deleteCommand,
  describeGpCommand,
  encodeDataGroup,
  encodeInstallParameters,
  encodeKeyInformation,
  encodeRegistryEntry,
  GP_COMMANDS,
  getStatus,
  type Install,
  install,
  loadCommands,
  parseDataGroups,
  parseKeyInformation,
  parseRegistryEntries,
  putChannelKeys,
  putKey,
  type RegistryEntry,
  readRegistry,
  setStatus,
  storeData,
  storeDataCommands,
  takeDataGroups,
} from "./index.js";

const AID = fromHex("F04D41444F20131014");
const FILE = fromHex("F04D41444F21131014");
const DOMAIN = fromHex("A000000151000000");

describe("GlobalPlatform commands", () => {
  it("read what an independent host sends as INSTALL [for load], DELETE and GET STATUS", () => {
    const sent = fromHex("80E602001A07D0D1D2D3D4D50108A0000001510000000006EF04C60201600000");
    const command = install.decode(CommandApdu.parse(sent));
    expect(command).to.deep.equal({
      purpose: "load",
      loadFileAid: fromHex("D0D1D2D3D4D501"),
      domainAid: DOMAIN,
      parameters: fromHex("EF04C6020160"),
    });
    expect(decodeInstallParameters(fromHex("EF04C6020160"))).to.deep.equal({ codeSpace: 0x160 });
    expect(toHex(install.encode(command).encode())).to.equal(toHex(sent));

    const removal = fromHex("80E400800A4F08D0D1D2D3D4D5010100");
    const aid = fromHex("D0D1D2D3D4D50101");
    expect(deleteCommand.decode(CommandApdu.parse(removal))).to.deep.equal({
      object: "card-content",
      aid,
      related: true,
    });
    expect(toHex(deleteCommand.encode({ object: "card-content", aid, related: true }).encode())).to.equal(
      toHex(removal),
    );

    const list = fromHex("80F24002024F0000");
    const question = { scope: "applications", aidPrefix: new Uint8Array(0), next: false, tagged: true } as const;
    expect(getStatus.decode(CommandApdu.parse(list))).to.deep.equal(question);
    expect(toHex(getStatus.encode(question).encode())).to.equal(toHex(list));

    const withTags = fromHex("80F24002094F005C054F9F70C58400");
    const narrower = { ...question, tags: [0x4f, 0x9f70, 0xc5, 0x84] };
    expect(getStatus.decode(CommandApdu.parse(withTags))).to.deep.equal(narrower);
    expect(toHex(getStatus.encode(narrower).encode())).to.equal(toHex(withTags));
  });

  it("give back every form of INSTALL", () => {
    const parameters = encodeInstallParameters({
      application: fromHex("0102"),
      codeSpace: 70000,
      volatileSpace: 88,
      dataSpace: 512,
    });
    const forms: Install[] = [
      { purpose: "load", loadFileAid: FILE, hash: new Uint8Array(32).fill(7) },
      { purpose: "install", loadFileAid: FILE, moduleAid: AID, applicationAid: AID, privileges: 0 },
      {
        purpose: "install-and-make-selectable",
        loadFileAid: FILE,
        moduleAid: AID,
        applicationAid: AID,
        privileges: 0x80c000,
        parameters,
      },
      { purpose: "make-selectable", applicationAid: AID, privileges: 4 },
      { purpose: "extradition", domainAid: DOMAIN, applicationAid: AID },
      { purpose: "registry-update", applicationAid: AID, privileges: 0x8000 },
      { purpose: "registry-update", domainAid: DOMAIN, applicationAid: AID },
      { purpose: "personalization", applicationAid: AID },
    ];
    for (const form of forms) expect(install.decode(install.encode(form))).to.deep.equal(form);
    expect(decodeInstallParameters(parameters)).to.deep.equal({
      application: fromHex("0102"),
      codeSpace: 70000,
      volatileSpace: 88,
      dataSpace: 512,
    });
    const long: Install = { purpose: "load", loadFileAid: FILE, parameters: new Uint8Array(200) };
    expect(install.decode(install.encode(long))).to.deep.equal(long);
  });

  it("give back DELETE of a key, SET STATUS and STORE DATA", () => {
    for (const key of [{ keyVersion: 3 }, { keyId: 1 }, { keyVersion: 3, keyId: 2 }]) {
      const command = { object: "key", ...key } as const;
      expect(deleteCommand.decode(deleteCommand.encode(command))).to.deep.equal(command);
    }
    const state = { scope: "application", state: 0x0f, aid: AID } as const;
    expect(setStatus.decode(setStatus.encode(state))).to.deep.equal(state);
    const data = { structure: "dgi", encryption: "encrypted", block: 4, last: true, data: AID } as const;
    expect(storeData.decode(storeData.encode(data))).to.deep.equal(data);
  });

  it("carry three AES keys in PUT KEY under the DEK, and never log them", () => {
    const key = fromHex("404142434445464748494A4B4C4D4E4F");
    const keys = { version: 2, enc: key, mac: key, dek: key };
    const command = putChannelKeys(keys, 1, (value) => value.map((octet) => octet ^ 0xff));
    const decoded = putKey.decode(command);
    expect([decoded.replaces, decoded.version, decoded.keyId, decoded.keys.length]).to.deep.equal([1, 2, 1, 3]);
    expect(toHex(decoded.keys[0]!.checkValue)).to.equal("504A77");
    expect(decoded.keys[2]!.length).to.equal(16);
    // Layout of Amendment D, 7.2: version, then type 88, length 11, clear length 10, value, check value.
    expect(toHex(command.data).slice(0, 10)).to.equal("02881110BF");
    const text = describeGpCommand(command)!;
    expect(text).to.equal("PUT KEY 3 keys of version 2 in place of version 1");
    expect(
      describeGpCommand(storeData.encode({ ...storeData.decode(storeDataCommands(key, 200, "dgi")[0]!) })),
    ).to.equal("STORE DATA dgi, block 0, last, 16 octets (hidden)");
  });

  it("carry three Triple DES keys in PUT KEY as type 80, without a clear length", () => {
    const key = fromHex("404142434445464748494A4B4C4D4E4F");
    const keys = { version: 2, enc: key, mac: key, dek: key };
    const command = putChannelKeys(keys, 0, (value) => value, TRIPLE_DES_KEYS);
    // GlobalPlatform 2.3.1, 11.8.2.3: type 80, length 10, value, check value of three octets; this key's is 8BAF47.
    const block = `8010${toHex(key)}038BAF47`;
    expect(toHex(command.encode())).to.equal(`80D8008143${"02"}${block}${block}${block}00`);
    const decoded = putKey.decode(command);
    expect(decoded.keys.map(({ type, length }) => [type, length])).to.deep.equal(Array(3).fill([0x80, 16]));
    expect(decoded.keys[0]!.encrypted).to.deep.equal(key);
    for (const cut of [1, 2, 18, 19, 21, 23]) {
      const short = new CommandApdu(0x80, 0xd8, 0, 0x81, command.data.subarray(0, command.data.length - cut));
      expect(() => putKey.decode(short), `${cut} octets cut`).to.throw("gp.malformed-command");
    }
  });

  it("cut a load file into numbered blocks that put together give its C4 object", () => {
    const file = new Uint8Array(1000).map((_, index) => index);
    const blocks = loadCommands(file, 239);
    expect(blocks.map((block) => block.p2)).to.deep.equal([0, 1, 2, 3, 4]);
    expect(blocks.map((block) => block.p1)).to.deep.equal([0, 0, 0, 0, 0x80]);
    expect(toHex(Buffer.concat(blocks.map((block) => block.data)))).to.equal(`C48203E8${toHex(file)}`);
    expect(() => loadCommands(new Uint8Array(70_000), 239)).to.throw("gp.malformed-command");
  });

  it("refuse malformed data fields with the field's name", () => {
    const bad: readonly (readonly [string, string])[] = [
      ["80E6030000", "P1"],
      ["80E602000107", "load file AID"],
      ["80E6020004 03010203", "load file AID"],
      ["80E602000C 05D0D1D2D3D4 0001FF0000 01", "load file data block hash"],
      ["80E602000A 05D0D1D2D3D4 000000", "load token"],
      ["80E602000B 05D0D1D2D3D4 0000000000", "surplus"],
      ["80E60C0005 0000000000", "load file AID"],
      ["80E4000000", "AID or key"],
      ["80E40000024F01", "data"],
      ["80E40000034F0101", "AID"],
      ["80D80081020188", "key value"],
      ["80D8008101FF", "key version"],
      ["80F24000015C", "search criteria"],
      ["80F24200025C00", "P1"],
      ["80F0400F020102", "AID"],
      ["80E2180001FF", "P1"],
    ];
    for (const [hex, field] of bad) {
      const bytes = fromHex(hex);
      const lc = bytes.length === 5 ? [] : [bytes.length - 5];
      const command = CommandApdu.parse(Uint8Array.from([...bytes.subarray(0, 4), ...lc, ...bytes.subarray(5)]));
      const declared = GP_COMMANDS.find((candidate) => candidate.ins === command.ins)!;
      try {
        declared.decode(command);
        expect.fail(`${hex} was read`);
      } catch (error) {
        expect(isMadoguchiError(error, "gp.malformed-command"), `${hex}: ${error}`).to.equal(true);
        if (isMadoguchiError(error)) expect(error.details["field"], hex).to.equal(field);
      }
    }
  });

  it("never fail otherwise than by a typed error, whatever the octets", () => {
    const command = fc.record({
      ins: fc.constantFrom(...GP_COMMANDS.map((declared) => declared.ins)),
      p1: fc.nat(255),
      p2: fc.nat(255),
      data: fc.uint8Array({ maxLength: 60 }),
    });
    fc.assert(
      fc.property(command, ({ ins, p1, p2, data }) => {
        const apdu = new CommandApdu(0x80, ins, p1, p2, data);
        const declared = GP_COMMANDS.find((candidate) => candidate.ins === ins)!;
        try {
          declared.decode(apdu);
        } catch (error) {
          expect(isMadoguchiError(error, "gp.malformed-command"), String(error)).to.equal(true);
        }
        expect(describeGpCommand(apdu)).to.be.a("string");
      }),
      { numRuns: 2000 },
    );
  });
});

describe("data groups", () => {
  it("come back whole from any cut into blocks", () => {
    const group = fc.record({ dgi: fc.nat(0xffff), data: fc.uint8Array({ maxLength: 400 }) });
    fc.assert(
      fc.property(fc.array(group, { maxLength: 5 }), fc.integer({ min: 1, max: 90 }), (groups, size) => {
        const octets = Buffer.concat(groups.map(encodeDataGroup));
        expect(parseDataGroups(octets)).to.deep.equal(groups);
        let rest: Uint8Array = new Uint8Array(0);
        const seen = [];
        for (let at = 0; at < octets.length; at += size) {
          const taken = takeDataGroups(Buffer.concat([rest, octets.subarray(at, at + size)]));
          seen.push(...taken.groups);
          rest = taken.rest;
        }
        expect(seen).to.deep.equal(groups);
        expect(rest.length).to.equal(0);
      }),
    );
  });
});

describe("the registry as GET STATUS tells it", () => {
  const entry: RegistryEntry = { aid: AID, lifeCycle: 0x0f, privileges: 0x80c000, modules: [FILE] };

  it("is read back in both forms", () => {
    const tagged = { ...entry, loadFileAid: FILE, domainAid: DOMAIN };
    expect(parseRegistryEntries(encodeRegistryEntry(tagged, "applications", true), "applications", true)).to.deep.equal(
      [{ ...tagged, modules: [] }],
    );
    const scope = "load-files-and-modules";
    for (const form of [true, false]) {
      const octets = encodeRegistryEntry({ ...entry, privileges: 0 }, scope, form);
      expect(parseRegistryEntries(octets, scope, form)).to.deep.equal([{ ...entry, privileges: 0 }]);
    }
    expect(toHex(encodeRegistryEntry(entry, "applications", false))).to.equal("09F04D41444F201310140F80");
  });

  it("is collected over 6310", async () => {
    const answers = [
      new ResponseApdu(encodeRegistryEntry(entry, "applications", true), 0x6310),
      new ResponseApdu(encodeRegistryEntry({ ...entry, aid: FILE }, "applications", true), 0x9000),
    ];
    const asked: number[] = [];
    const entries = await readRegistry(
      {
        async transmit(command) {
          asked.push(command.p2);
          return answers[asked.length - 1]!;
        },
      },
      "applications",
    );
    expect(asked).to.deep.equal([0x02, 0x03]);
    expect(entries.map((found) => toHex(found.aid))).to.deep.equal([toHex(AID), toHex(FILE)]);
  });

  it("is refused with a typed error where it is malformed", () => {
    for (const [hex, tagged] of [
      ["E3024F", true],
      ["E3034F0101", true],
      ["4F0101", true],
      ["05A0", false],
    ] as const) {
      expect(() => parseRegistryEntries(fromHex(hex), "applications", tagged), hex).to.throw("gp.malformed-response");
    }
  });
});

describe("the key information template", () => {
  it("is read back", () => {
    const keys = [1, 2, 3].map((id) => ({ id, version: 1, type: 0x88, length: 16 }));
    const octets = encodeKeyInformation(keys);
    expect(toHex(octets)).to.equal("E012C00401018810C00402018810C00403018810");
    expect(parseKeyInformation(octets)).to.deep.equal(keys);
    expect(() => parseKeyInformation(fromHex("E003C00101"))).to.throw("gp.malformed-response");
    expect(() => parseKeyInformation(fromHex("E1"))).to.throw("gp.malformed-response");
  });
});
