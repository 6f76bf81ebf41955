import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { fromHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { dialectTable, findRow } from "#card/region/index.js";
import { dialectsWith } from "./vendor-files.js";

const FILE = `name: ours
kind: myna
dialect: gp-scp03
atr: { contact: "3B021450" }
apdu: { extended: false, maxCommandData: { value: 255, assumed: true } }
scp03: { i: 0x60, mode: S8, keyLength: 16 }
`;

describe("the daemon's table of dialects", () => {
  let folder: string;
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const refusal = (...files: string[]): Readonly<Record<string, unknown>> => {
    try {
      dialectsWith(files);
    } catch (error) {
      if (isMadoguchiError(error)) return { code: error.code, ...error.details };
      throw error;
    }
    return expect.fail("it was accepted");
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "madoguchi-vendors-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is the product's own without vendor files, and has theirs in front of it with them", () => {
    expect(dialectsWith([])).to.deep.equal(dialectTable);
    const table = dialectsWith([file("ours.yaml", FILE)]);
    expect(findRow(fromHex("3B021450"), table)).to.include({ kind: "myna", source: "vendor file of ours" });
    expect(table.slice(1)).to.deep.equal(dialectTable);
  });

  it("is refused with file and line when a vendor file is wrong, is not there, or repeats an ATR", () => {
    const wrong = file("wrong.yaml", FILE.replace("gp-scp03", "gp-scp04"));
    expect(refusal(wrong)).to.include({ code: "config.invalid", file: wrong, line: 3, column: 10, path: "dialect" });
    const missing = join(folder, "missing.yaml");
    expect(refusal(missing)).to.include({ code: "config.unreadable", file: missing });
    const again = file("again.yaml", FILE.replace("ours", "again"));
    const twice = refusal(file("ours.yaml", FILE), again);
    expect(twice).to.include({ code: "config.invalid", file: again });
    expect(twice["problems"]).to.contain("3B021450 is in the vendor file of ours already");
  });
});
