import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { RunEvidence } from "../evidence/types.js";
import { packageRoot } from "../scenario/package-root.js";
import { stackMissing } from "../stack/index.js";
import { runScenarios } from "./run.js";

const folder = join(packageRoot, "scenarios");
/** Every folder of flows; those of the counter have a test of their own. */
const areas = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !["fixtures", "counter"].includes(entry.name))
  .map(({ name }) => name)
  .sort();

/** Flows that lean most on what only a real pcscd has: other connections, cards that go at any moment, a daemon of its own. */
const ON_PCSCD = [
  "joint/stop-everywhere",
  "issuance/main-flow",
  "kiosk/card-pulled",
  "kiosk/main-flow",
  "move/continuation",
  "use/told-once",
].map((name) => join(folder, `${name}.yaml`));

/** What did not go as its scenario says, in one text for the assertion's message. */
const problems = ({ scenarios }: RunEvidence): string[] =>
  scenarios.flatMap(({ id, steps }) =>
    steps
      .filter(({ outcome }) => outcome === "failed")
      .map(
        ({ index, failure }) => `${id} ${index}: ${failure?.message.en} (${failure?.expected} / ${failure?.actual})`,
      ),
  );

describe("The flows of the house beside the counter's", function () {
  this.timeout(300_000);

  for (const area of areas) {
    it(`pass in process: ${area}`, async () => {
      const files = readdirSync(join(folder, area)).map((name) => join(folder, area, name));
      const { evidence } = await runScenarios({ files, target: "memory" });
      expect(problems(evidence)).to.deep.equal([]);
      for (const { outcome, id, skipReason } of evidence.scenarios) {
        // What cannot run in process says why.
        if (outcome === "skipped") expect(skipReason?.en, id).to.match(/^this target lacks: /);
        else expect(outcome, id).to.equal("passed");
      }
      const text = JSON.stringify(evidence);
      expect(text, "a PIN").to.not.include('"2580"').and.not.include("32353830");
    });
  }

  it("pass on a real pcscd", async function () {
    const missing = stackMissing();
    if (missing !== undefined) {
      console.warn(`    SKIPPED, nothing was tested: ${missing}`);
      return this.skip();
    }
    const { evidence } = await runScenarios({ files: ON_PCSCD, target: "vpcd" });
    expect(problems(evidence)).to.deep.equal([]);
    expect(evidence.scenarios.map(({ outcome }) => outcome)).to.deep.equal(ON_PCSCD.map(() => "passed"));
  });
});
