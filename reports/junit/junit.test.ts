import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import type { RunEvidence } from "#harness/evidence/types.js";
import { sampleRun } from "../sample-run.fixture.js";
import { junitReport } from "./junit.js";

const schema = fileURLToPath(new URL("../../../reports/junit/junit.xsd", import.meta.url));

function xmllint(xml: string) {
  return spawnSync("xmllint", ["--noout", "--nonet", "--schema", schema, "-"], { input: xml, encoding: "utf8" });
}

const nasty: RunEvidence = {
  ...sampleRun,
  scenarios: sampleRun.scenarios.map((scenario) => ({
    ...scenario,
    title: { ja: ']]></testsuite>&"\u0000\u0008\uffff\ud800', en: "<a b='c'>\r\n\t" },
  })),
};

describe("The JUnit XML report", () => {
  it("counts steps, failures and skipped ones, a skipped scenario as one", () => {
    expect(junitReport(sampleRun)).to.match(/<testsuites [^>]*tests="5" failures="1" errors="0" skipped="2"/);
  });

  it("tells each step's exchanges in system-out, masked", () => {
    const xml = junitReport(sampleRun);
    expect(xml).to.include("INSTALL [for load]").and.to.include("requirements: R-AP-08 R-USE-03");
    expect(xml).to.include("00200080[secret]").and.not.to.include("32353830");
    expect(xml).to.include("scenarios/counter/sample.yaml:42").and.to.include("expected: reader.card-removed");
  });

  it("validates, with hostile titles too", function () {
    if (spawnSync("xmllint", ["--version"]).error !== undefined) {
      console.warn("SKIPPED: xmllint is not installed (Debian package libxml2-utils)");
      return this.skip();
    }
    for (const run of [sampleRun, nasty]) {
      const { status, stderr } = xmllint(junitReport(run));
      expect(status, stderr).to.equal(0);
    }
    expect(xmllint(junitReport(sampleRun).replace('failures="1"', 'failures="-1"')).status).not.to.equal(0);
  });
});
