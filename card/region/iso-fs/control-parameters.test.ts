import { expect } from "chai";
import fc from "fast-check";
import { concat, fromHex, toHex } from "#card/bytes/bytes.js";
import type { CardAppContent, PackageFile } from "../package.js";
import {
  decodeDirectory,
  decodeRecordFile,
  directoryOf,
  encodeDirectory,
  encodeRecordFile,
} from "./control-parameters.js";

const FILE: PackageFile = { id: 3, records: 2, recordSize: 224, access: { read: "pin", update: "never" } };
const CONTENT: CardAppContent = {
  aid: fromHex("F04D41444F2013101F01"),
  loadFileAid: fromHex("F04D41444F2113101F01"),
  municipality: "13101",
  version: "1.0.0",
  serviceKey: { version: 1, length: 16 },
  pin: { tries: 3, minLength: 4, maxLength: 8 },
  files: [FILE],
};
const DIRECTORY = directoryOf(CONTENT, 0x4d01);
const DF =
  "624882013883024D01840AF04D41444F2013101F018104000001FF8A01018C055AE0E0E0E0" +
  "A523C40AF04D41444F2113101F01800531333130318105312E302E3082030304088302" +
  "0110";
const EF = "621B8205044100E0028302000388011880030001C08A01018C0303FFF0";

describe("file control parameters (ISO/IEC 7816-4, 7.4.3; decision 0007)", () => {
  it("of a DF say all of a package but its files, and of an EF all of a file", () => {
    expect(toHex(encodeDirectory(DIRECTORY))).to.equal(DF);
    expect(toHex(encodeRecordFile(FILE))).to.equal(EF);
    expect(decodeDirectory(fromHex(DF))).to.deep.equal(DIRECTORY);
    expect(decodeRecordFile(fromHex(EF), DIRECTORY)).to.deep.equal(FILE);
  });

  it("have one form: nothing cut, added, doubled, reordered or out of range is taken", () => {
    const change = (hex: string, from: string, to: string): Uint8Array => {
      expect(hex).to.include(from);
      return fromHex(hex.replace(from, to));
    };
    const directories = [
      new Uint8Array(0),
      fromHex(EF),
      fromHex(`${DF}00`),
      change(DF, "820138", "820139"),
      change(DF, "8A0101", "8A0105"),
      change(DF, "8C055AE0E0E0E0", "8C055A00000000"),
      change(DF, "3133313031", "3133313041"),
      change(DF, "8203030408", "8203000408"),
      change(DF, "8203030408", "820303040D"),
      change(DF, "83020110", "83020111"),
      change(DF, "83020110", "83028010"),
      change(DF, "82013883024D01", "83024D01820138"),
      change(DF, "6248", "628148"),
      ...Array.from({ length: DF.length / 2 }, (_, size) => fromHex(DF).subarray(0, size)),
    ];
    for (const octets of directories) expect(decodeDirectory(octets), toHex(octets)).to.equal(undefined);
    const files = [
      new Uint8Array(0),
      fromHex(DF),
      fromHex(`${EF}00`),
      change(EF, "00E002", "00E102"),
      change(EF, "00E002", "00E000"),
      change(EF, "83020003", "8302001F"),
      change(EF, "880118", "880119"),
      change(EF, "0001C0", "0001C1"),
      change(EF, "03FFF0", "03FF00"),
      change(EF, "03FFF0", "01FFF0"),
      ...Array.from({ length: EF.length / 2 }, (_, size) => fromHex(EF).subarray(0, size)),
    ];
    for (const octets of files) expect(decodeRecordFile(octets, DIRECTORY), toHex(octets)).to.equal(undefined);
  });

  it("never throw, and give back what they read, whatever the octets", () => {
    const near = fc.tuple(fc.constantFrom(DF, EF), fc.nat(70), fc.nat(255)).map(([hex, at, value]) => {
      const octets = fromHex(hex);
      return octets.with(at % octets.length, value);
    });
    fc.assert(
      fc.property(fc.oneof(near, fc.uint8Array({ maxLength: 80 })), (octets) => {
        const directory = decodeDirectory(octets);
        if (directory !== undefined) expect(encodeDirectory(directory)).to.deep.equal(concat(octets));
        const file = decodeRecordFile(octets, DIRECTORY);
        if (file !== undefined) expect(encodeRecordFile(file)).to.deep.equal(concat(octets));
      }),
      { numRuns: 2_000 },
    );
  });
});
