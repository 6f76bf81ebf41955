import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../scenario/package-root.js";

const read = (path: string) => readFileSync(join(packageRoot, path), "utf8");

/** All pages that users read, the project's page among them. */
const pages = [
  "README.md",
  ...readdirSync(join(packageRoot, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];

/** Sentences that would say that our kiosk speaks the real one's protocol. */
const CLAIM =
  /(コンビニ交付|キオスク)[^。\n]{0,20}(準拠|適合)|(conforms?|conformant|compliant|compatible)[^.\n]{0,40}(kiosk protocol|convenience-store issuing)/i;

describe("What is said of the kiosk (R-KIOSK-11)", () => {
  const assumptions = read("docs/assumptions.md").split("\n");

  for (const part of [
    "daemon/api/contract/interface/issuing.ts",
    "harness/doubles/opening-hours",
    "harness/doubles/kiosk",
    "harness/doubles/touch-page",
  ]) {
    it(`${part} stands on the list of assumptions, with whom to ask`, () => {
      const row = assumptions.find((line) => line.startsWith("| AS-ISS-") && line.split("|")[2]?.includes(part));
      expect(row, part).to.be.a("string");
      expect(row!.split("|")[5]!.trim()).to.not.equal("");
    });
  }

  it("no page claims to follow the protocol of real kiosks, which the guide leaves to another guide", () => {
    expect(CLAIM.test("キオスク端末の仕様に準拠しています")).to.equal(true);
    expect(CLAIM.test("It conforms to the kiosk protocol")).to.equal(true);
    expect(pages.length).to.be.greaterThan(10);
    expect(pages.filter((page) => CLAIM.test(read(page)))).to.deep.equal([]);
  });
});
