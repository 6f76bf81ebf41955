import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { fromHex } from "#card/bytes/bytes.js";
import { findRow } from "#card/region/index.js";
import { dialectsWith } from "#daemon/cards/vendor-files.js";
import { parseConfig } from "#daemon/config/load-config.js";
import { tryProfile } from "#harness/profiles/try-profile.js";
import { runScenarios } from "#harness/runner/run.js";
import { packageRoot } from "#harness/scenario/package-root.js";
import { findProfile } from "#simulator/profiles/index.js";

const page = readFileSync(join(packageRoot, "docs/how-to/add-a-vendor.md"), "utf8");

/** The page's YAML blocks under the file names that their first lines say. */
const blocks = new Map(
  [...page.matchAll(/```yaml\n# (\S+)\n([\s\S]*?)```/g)].map(([, name, text]): [string, string] => [name!, text!]),
);

describe("docs/how-to/add-a-vendor.md", function () {
  this.timeout(120_000);
  let folder: string;
  const path = (name: string) => join(folder, name);

  beforeEach(() => {
    mkdirSync(join(packageRoot, "out"), { recursive: true });
    folder = mkdtempSync(join(packageRoot, "out", "add-a-vendor-"));
    for (const [name, text] of blocks) writeFileSync(path(name), text);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("followed to the letter gives a card that is no other: the product does not know its ATR, the file alone does", async () => {
    const profile = findProfile(path("my-card.yaml"));
    expect(findRow(profile.atr.contact)).to.equal(undefined);
    const trial = await tryProfile(profile, dialectsWith([path("my-card.yaml")]));
    expect(trial).to.include({ refusal: "card.no-space" }).and.to.have.property("applications").above(1);
  });

  it("says what is to be written for each dialect, and the cards of all of them take applications", async () => {
    const rows = [
      ...page.matchAll(
        /^\| `([a-z0-9-]+)` \|[^|]*\| `(\w+: \{[^`]*\})`(?:[^`|]*`0x55`|, or 0x55; with `(apdu: [^`]*)`)?/gm,
      ),
    ];
    const dialects = rows.slice(0, 3).map(([, dialect, block, apdu]) => ({ dialect: dialect!, block: block!, apdu }));
    expect(dialects.map(({ dialect }) => dialect)).to.deep.equal(["gp-scp03", "gp-scp02", "iso-fs"]);
    for (const { dialect, block, apdu } of dialects) {
      let text = blocks
        .get("my-card.yaml")!
        .replace("dialect: gp-scp03", `dialect: ${dialect}`)
        .replace(/^scp03:.*$/m, block);
      if (apdu !== undefined) text = text.replace(/^apdu:\n(?: .*\n)+/m, `${apdu}\n`);
      writeFileSync(path("my-card.yaml"), text);
      const profile = findProfile(path("my-card.yaml"));
      expect(profile.dialect).to.equal(dialect);
      const trial = await tryProfile(profile, dialectsWith([path("my-card.yaml")]));
      expect(trial.applications, dialect).to.be.above(1);
    }
  });

  it("has the daemon find the file from its configuration", () => {
    const minimal = readFileSync(join(packageRoot, "daemon/config/testing/minimal.yaml"), "utf8");
    const { cards } = parseConfig(`${minimal}${blocks.get("madoguchi.yaml")}`, path("madoguchi.yaml"));
    const row = findRow(fromHex("3BD518FF8131FE454D41444F310F"), dialectsWith(cards.vendors));
    expect(row).to.include({ source: "vendor file of my-card" });
  });

  it("ends with the whole flow through the daemon: the area is set and an application loaded (R-CARD-05)", async () => {
    const run = () => runScenarios({ files: [path("my-card-flow.yaml")], target: "memory" });
    const { passed, evidence } = await run();
    const steps = evidence.scenarios[0]!.steps.map(({ outcome }) => outcome);
    expect(steps.join(), JSON.stringify(evidence.scenarios[0])).to.equal(Array(8).fill("passed").join());
    expect(passed).to.equal(true);
  });

  it("says where the scenario's vendor file is wrong, before anything runs", async () => {
    writeFileSync(path("my-card.yaml"), blocks.get("my-card.yaml")!.replace("gp-scp03", "gp-scp04"));
    const refused = await runScenarios({ files: [path("my-card-flow.yaml")], target: "memory" }).catch(
      (error) => error,
    );
    expect(refused).to.have.property("code", "scenario.unknown-name");
    expect(refused.details).to.include({ line: 9, path: "fixtures.cards.hanako.profile" });
    expect(refused.details.problem).to.contain("my-card.yaml").and.to.contain("dialect");
  });
});
