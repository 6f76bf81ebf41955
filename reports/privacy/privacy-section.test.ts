import { expect } from "chai";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { RunEvidence, ScenarioEvidence } from "#harness/evidence/types.js";
import { htmlReport } from "../html/page.js";
import { requirements } from "../requirements/requirements.js";
import { sampleRun } from "../sample-run.fixture.js";
import { heldData } from "./held-data.js";
import { harms, principles, sides } from "./principles.js";
import { privacySection } from "./privacy-section.js";

const held = heldData();
const scenario = (id: string, ids: readonly string[], outcome: ScenarioEvidence["outcome"] = "passed") => ({
  ...sampleRun.scenarios[0]!,
  id,
  requirements: ids,
  steps: [],
  outcome,
});
const running = (...scenarios: ScenarioEvidence[]): RunEvidence => ({ ...sampleRun, scenarios });
const gaps = (page: string) => page.split('class="gap"').length - 1;
const refused = (work: () => unknown) =>
  expect(work)
    .to.throw()
    .and.satisfy((error: unknown) => isMadoguchiError(error, "report.privacy-incomplete"));

describe("The privacy page of the report", () => {
  it("has eight rows, one for each principle of 1980, and is not made with fewer or with one twice (R-PRIV-14)", () => {
    const page = privacySection(sampleRun, held).text;
    expect(page.match(/id="principle-/g)).to.have.length(8);
    expect(principles.map(({ sign, name }) => `${sign}${name.ja}`).join()).to.equal(
      "①収集制限,②データ内容,③目的明確化,④利用制限,⑤安全保護,⑥公開,⑦個人参加,⑧責任",
    );
    refused(() => privacySection(sampleRun, held, principles.slice(1)));
    refused(() => privacySection(sampleRun, held, [...principles.slice(1), principles[1]!]));
    for (const { requirement, related } of principles) {
      for (const id of [requirement, ...related.filter((one) => one.startsWith("R-"))]) {
        expect(requirements().has(id), id).to.equal(true);
      }
    }
  });

  it("is in the report, names the Act and every field that is held of a person with its purpose, basis and time (R-ACT-10, R-PRIV-02, R-PRIV-08)", () => {
    const page = htmlReport(sampleRun);
    expect(page).to.contain('<section id="privacy">');
    expect(page).to.contain("行政機関の保有する電子計算機処理に係る個人情報保護に関する法律");
    expect(held.fields.length).to.be.greaterThan(50);
    for (const { table, column } of held.fields) expect(page).to.contain(`<code>${table}.${column}</code>`);
    refused(() =>
      privacySection(sampleRun, { ...held, fields: [...held.fields, { ...held.fields[0]!, purpose: "fun" }] }),
    );
    refused(() => privacySection(sampleRun, { ...held, terms: { ...held.terms, bases: {} } }));
  });

  it("shows the scenarios of a principle, and says gap where there is none; a skipped one is none (R-PRIV-01)", () => {
    const nothing = gaps(privacySection(running(), held).text);
    expect(nothing).to.equal(principles.length + sides.length + harms.length);
    const disclosed = scenario("privacy.disclosure", ["R-PRIV-09"]);
    const page = privacySection(running(disclosed), held).text;
    expect(gaps(page)).to.equal(nothing - 1);
    expect(page).to.match(/id="principle-R-PRIV-09"[\s\S]*?href="#privacy\.disclosure"[\s\S]*?<\/tr>/);
    expect(gaps(privacySection(running({ ...disclosed, outcome: "skipped" }), held).text)).to.equal(nothing);
    // A failed one is evidence too: of the failure.
    expect(privacySection(running({ ...disclosed, outcome: "failed" }), held).text).to.contain('class="failed"');
  });

  it("groups evidence under law, technology and operation; the municipality's own side is a gap until it gives some (R-PRIV-01)", () => {
    const page = privacySection(running(scenario("a", ["R-SVC-12"]), scenario("b", ["R-OPR-03"])), held).text;
    const side = (ja: string) => new RegExp(`<th scope="row">[^\\n]*>${ja}<[\\s\\S]*?</tr>`).exec(page)![0];
    expect(side("制度")).to.contain('href="#a"');
    expect(side("技術")).to.contain('href="#b"');
    expect(side("運用")).to.contain("市町村が記入する");
  });

  it("wants a scenario for each of the three harms, and shows which one is missing (R-PRIV-12)", () => {
    const two = running(scenario("privacy.collection", ["R-PRIV-12"]), scenario("privacy.association", ["R-PRIV-12"]));
    const page = privacySection(two, held).text;
    const table = page.slice(page.indexOf('class="harms"'), page.indexOf('class="held"'));
    expect(gaps(table)).to.equal(1);
    expect(/目的外利用[\s\S]*/.exec(table)![0]).to.contain('class="gap"');
  });
});
