import { expect } from "chai";
import fc from "fast-check";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { areaDomainAid, cardAppAid, cardAppLoadFileAid, isLoadFileOf } from "./aids.js";
import { encodeAreaRecord, parseAreaRecord } from "./area-record.js";
import {
  cardAppState,
  encodeDirectory,
  encodeQuota,
  encodeResources,
  LIFE_CYCLE,
  parseDirectory,
  parseMemory,
} from "./directory.js";

const SETTING = { municipality: "13101", keyId: "K1", generation: 1, setBy: "Madoguchi 0.1.0" };

/** Runs a parser on octets that may be anything: it must give a value or an error of the house. */
function familyOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (isMadoguchiError(error)) return error.code;
    throw error;
  }
  return "ok";
}

describe("AIDs of the regional area", () => {
  it("carry the municipality as decision 0002 writes it", () => {
    expect(toHex(areaDomainAid("13101"))).to.equal("F04D41444F1013101F");
    expect(toHex(cardAppAid("01100", 7))).to.equal("F04D41444F2001100F07");
  });

  it("tell which load file goes with which application", () => {
    expect(isLoadFileOf(cardAppLoadFileAid("13101", 3), cardAppAid("13101", 3))).to.equal(true);
    expect(isLoadFileOf(cardAppLoadFileAid("13101", 4), cardAppAid("13101", 3))).to.equal(false);
    expect(isLoadFileOf(fromHex("A000000151"), fromHex("A000000151"))).to.equal(false);
  });

  it("refuse a municipality code with its check digit", () => {
    expect(familyOf(() => areaDomainAid("131016"))).to.equal("municipality.bad-code");
  });
});

describe("the area record", () => {
  it("is the octets that decision 0002 names", () => {
    expect(toHex(encodeAreaRecord(SETTING))).to.equal(
      "DF701F80053133313031" + "81024B31" + "820101" + "830F4D61646F677563686920302E312E30",
    );
    expect(parseAreaRecord(encodeAreaRecord(SETTING))).to.deep.equal(SETTING);
  });

  it("refuses a generation that no key version number can be, and text that is not printable", () => {
    for (const generation of [0, 128, 1.5]) {
      expect(familyOf(() => encodeAreaRecord({ ...SETTING, generation }))).to.equal("area.bad-setting");
    }
    expect(familyOf(() => encodeAreaRecord({ ...SETTING, setBy: "窓口" }))).to.equal("area.bad-setting");
  });

  it("damaged anywhere is `area.bad-record` or another valid record, never a crash", () => {
    const record = encodeAreaRecord(SETTING);
    fc.assert(
      fc.property(fc.nat({ max: record.length * 8 - 1 }), fc.nat({ max: record.length }), (bit, cut) => {
        const flipped = record.slice();
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        expect(familyOf(() => parseAreaRecord(flipped))).to.be.oneOf(["ok", "area.bad-record"]);
        expect(familyOf(() => parseAreaRecord(record.subarray(0, cut)))).to.equal(
          cut === record.length ? "ok" : "area.bad-record",
        );
      }),
    );
  });
});

describe("the directory of the regional area", () => {
  const entries = [
    {
      aid: cardAppAid("13101", 1),
      loadFileAid: cardAppLoadFileAid("13101", 1),
      lifeCycle: LIFE_CYCLE.PERSONALISED,
      municipality: "13101",
      version: "1.0.0",
      size: 70000,
    },
    {
      aid: fromHex("A0000002471001"),
      loadFileAid: fromHex("A00000024710"),
      lifeCycle: LIFE_CYCLE.SELECTABLE,
      size: 900,
    },
  ];

  it("comes back entry by entry, other people's applications without municipality and version", () => {
    expect(parseDirectory(encodeDirectory(entries))).to.deep.equal(entries);
    expect(parseDirectory(encodeDirectory([]))).to.deep.equal([]);
  });

  it("reads life cycles as states", () => {
    expect([0x01, 0x07, 0x0f, 0x1f, 0x83, 0x8f].map(cardAppState)).to.deep.equal([
      "loading",
      "installed",
      "personalised",
      "locked",
      "locked",
      "locked",
    ]);
  });

  it("refuses entries without their fields", () => {
    expect(familyOf(() => parseDirectory(fromHex("DF7104 61024F00")))).to.equal("area.bad-record");
    expect(familyOf(() => parseDirectory(fromHex("DF7102 8000")))).to.equal("area.bad-record");
    expect(familyOf(() => parseDirectory(fromHex("DF7103 610280")))).to.equal("area.bad-record");
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (octets) => {
        expect(familyOf(() => parseDirectory(octets))).to.be.oneOf(["ok", "area.bad-record"]);
      }),
    );
  });
});

describe("the memory of the regional area", () => {
  it("is what is promised, less what is free", () => {
    expect(parseMemory(encodeQuota(65536), encodeResources(2, 60000, 512))).to.deep.equal({
      quota: 65536,
      used: 5536,
      free: 60000,
      volatile: { free: 512 },
    });
  });

  it("cannot have more free than it was promised", () => {
    expect(familyOf(() => parseMemory(encodeQuota(100), encodeResources(0, 101, 0)))).to.equal("area.bad-record");
  });
});
