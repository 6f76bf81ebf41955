import { expect } from "chai";
import { fromHex } from "#card/bytes/bytes.js";
import { findRow } from "./choose.js";
import { dialectTable } from "./table.js";
import { readVendorFile } from "./vendor-file.js";

const FILE = `name: ours
colour: of no concern to the daemon
kind: juki
dialect: gp-scp03
atr: { contact: "3B021450", contactless: "3BE000FF8131FE4514" }
apdu: { extended: true, maxCommandData: { value: 2000, assumed: true } }
scp03: { i: 0x70, mode: S16, keyLength: 32 }
`;

describe("a vendor file in the dialect table", () => {
  it("gives a row for each ATR, with the kind of card and how it is driven (R-CARD-05)", () => {
    const { rows } = readVendorFile(FILE);
    const model = { dialect: "gp-scp03", mode: "S16", keyLength: 32, maxCommandData: 2000, protection: 0x60 };
    expect(rows).to.deep.equal(
      ["3B021450", "3BE000FF8131FE4514"].map((atr) => ({ atr, kind: "juki", model, source: "vendor file of ours" })),
    );
  });

  it("before the rows that the product brings wins over them, and leaves the others alone", () => {
    const table = [...readVendorFile(FILE).rows!, ...dialectTable];
    expect(findRow(fromHex("3BE000FF8131FE4514"), table)).to.include({ kind: "juki" });
    expect(findRow(fromHex("3BC5FF8131FB458073C6010000"), table)).to.include({ kind: "myna" });
  });

  it("of a card without extended length says 255 octets, whatever else it says", () => {
    const short = FILE.replace("extended: true", "extended: false");
    expect(readVendorFile(short).rows![0]!.model).to.include({ maxCommandData: 255 });
  });

  it("knows the legacy and the file-system dialect", () => {
    const channel = /^scp03.*$/m;
    const legacy = FILE.replace("gp-scp03", "gp-scp02").replace(channel, "scp02: { i: 0x55 }");
    expect(readVendorFile(legacy).rows![0]!.model).to.deep.equal({ dialect: "gp-scp02" });
    const files = FILE.replace("gp-scp03", "iso-fs").replace(channel, "isoFs: { keyLength: 24 }");
    expect(readVendorFile(files).rows![0]!.model).to.deep.equal({ dialect: "iso-fs", keyLength: 24 });
  });

  it("is not read when something of it is wrong: each mistake with line and column", () => {
    const wrong = FILE.replace("juki", "other").replace("4514", "4515").replace("S16", "S12");
    const { rows, problems } = readVendorFile(wrong);
    expect(rows).to.equal(undefined);
    expect(problems.map(({ line, path }) => [line, path])).to.deep.equal([
      [3, "kind"],
      [5, "atr.contactless"],
      [7, "scp03.mode"],
    ]);
    expect(readVendorFile("- 1").problems[0]).to.include({ line: 1, problem: "a map of fields is wanted" });
    expect(readVendorFile("dialect: gp-scp11").problems[0]).to.include({ path: "dialect" });
    expect(readVendorFile("a: [").problems[0]).to.include({ kind: "not-yaml" });
  });
});
