import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { isIndividualNumber } from "#card/myna/verification-codes.js";
import { loadMunicipality } from "../scenario/load-scenario.js";
import { packageRoot } from "../scenario/package-root.js";

const OUTSIDE = new Set(["node_modules", "dist", "out", "coverage", ".git"]);

/** Twelve digits in one run or in three groups of four, full-width ones too, that are no part of something longer. */
const TWELVE = /(?<![0-9A-Za-z])[0-9]{4}([ \-‐‑–—―−ー・_]?)[0-9]{4}\1[0-9]{4}(?![0-9A-Za-z])/gu;

/** The range of test numbers, and the specimens that others have published. */
const TEST_RANGE = /^99999/;
const PUBLISHED = new Set([
  "537686677188", // the published test card (card-facts 1.5)
  "123456789018", // worked example of many guides
  // Two status words around the first octets of a certificate.
  "900030829000",
  // A wrong code that is tried in many tests.
  "000000000000",
]);

function textFiles(folder = ""): string[] {
  return readdirSync(join(packageRoot, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (OUTSIDE.has(entry.name)) return [];
    return entry.isDirectory() ? textFiles(path) : entry.isFile() ? [path] : [];
  });
}

/** The numbers of a text that could be somebody's. */
function realLooking(text: string): string[] {
  return [...text.normalize("NFKC").matchAll(TWELVE)]
    .map(([number]) => number.replace(/[^0-9]/g, ""))
    .filter((number) => isIndividualNumber(number) && !TEST_RANGE.test(number) && !PUBLISHED.has(number));
}

describe("The test data of the house", () => {
  it("has no individual number that could be somebody's, in any file (R-PRIV-15)", () => {
    const found = textFiles().flatMap((path) => {
      const content = readFileSync(join(packageRoot, path));
      // Pictures and fonts are no text.
      return content.includes(0) ? [] : realLooking(content.toString()).map(() => path);
    });
    expect(found).to.deep.equal([]);
  });

  it("would be caught with one, however it is written; test numbers, specimens and wrong check digits are left alone (R-PRIV-15)", () => {
    // Made here, so that none stands in a file.
    const real = `4321${"0987"}${"654"}`;
    const digit = Array.from({ length: 10 }, (_, n) => `${real}${n}`).find(isIndividualNumber)!;
    const grouped = `${digit.slice(0, 4)}-${digit.slice(4, 8)}-${digit.slice(8)}`;
    const wide = digit.replace(/[0-9]/g, (d) => String.fromCodePoint(d.codePointAt(0)! + 0xfee0));
    for (const text of [`"${digit}"`, `番号は${digit}です`, grouped, wide]) {
      expect(realLooking(text), text).to.have.length(1);
    }
    const wrong = `${digit.slice(0, 11)}${(Number(digit[11]) + 1) % 10}`;
    for (const text of ["999990001011", "123456789018", wrong, `${digit}0`, `A${digit}`]) {
      expect(realLooking(text), text).to.deep.equal([]);
    }
  });

  it("says of each municipality of the scenarios that it is for tests (R-PRIV-15)", () => {
    const folder = `${packageRoot}scenarios/fixtures/`;
    const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
    expect(files).not.to.deep.equal([]);
    for (const file of files) {
      const { name } = loadMunicipality(`${folder}${file}`);
      expect([name.ja.includes("試験用"), name.en.includes("test")], file).to.deep.equal([true, true]);
    }
  });
});
