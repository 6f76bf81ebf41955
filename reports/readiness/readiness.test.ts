import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { htmlReport } from "../html/page.js";
import { requirements } from "../requirements/requirements.js";
import { sampleRun } from "../sample-run.fixture.js";
import { type ReadinessAnswers, readReadiness } from "./answers.js";
import { checklist } from "./checklist.js";
import { openItems, readinessSection } from "./readiness-section.js";

const full: ReadinessAnswers = {
  "R-OPS-01": { evidence: "設備台帳 2026-03" },
  "R-OPS-02": { evidence: "受払簿" },
  "R-OPS-03": { evidence: "ログ監査報告 2026-03" },
  "R-OPS-05": { rule: "運用管理規程", date: "2026-03-01" },
  "R-OPS-06": { evidence: "入退室記録" },
};

describe("The rollout checklist of the report (A-43)", () => {
  it("is ready when the municipality has answered all of it, and shows the answers (R-OPS-01, R-OPS-02, R-OPS-05, R-OPS-06)", () => {
    const page = htmlReport(sampleRun, { readiness: full });
    expect(openItems(full)).to.deep.equal([]);
    for (const told of ["設備台帳 2026-03", "受払簿", "運用管理規程", "2026-03-01", "入退室記録", "準備完了"]) {
      expect(page).to.contain(told);
    }
    expect(readinessSection(full).text).not.to.contain('class="gap"');
  });

  for (const { requirement, asks } of checklist) {
    it(`is not ready while ${requirement} is not answered, or half (${requirement})`, () => {
      const { [requirement]: _, ...rest } = full;
      expect(openItems(rest)).to.deep.equal([requirement]);
      for (const asked of asks) {
        const { [asked]: __, ...half } = full[requirement]!;
        const answers = { ...full, [requirement]: half };
        expect(openItems(answers), asked).to.deep.equal([requirement]);
        const { text } = readinessSection(answers);
        expect(text).to.contain("not ready: 1 not answered").and.not.to.contain("準備完了");
        expect(text.split('class="gap"')).to.have.length(2);
      }
      expect(requirements().has(requirement)).to.equal(true);
    });
  }

  it("says of a report without answers that nothing is ready (R-OPS-01)", () => {
    expect(htmlReport(sampleRun)).to.contain(`not ready: ${checklist.length} not answered`);
  });

  it("tells for each item the system's policy and the municipality's measure apart, and claims no measure for the system (R-OPS-04)", () => {
    const { text } = readinessSection(full);
    expect(text).to.contain("The system shows the policy alone");
    for (const { requirement, policy, measure } of checklist) {
      for (const said of [policy.ja, policy.en, measure.ja, measure.en]) expect(text, requirement).to.contain(said);
      // What would say that a duty is done by the program.
      expect(policy.en, requirement).not.to.match(/fulfil|ensures|guarantee|complies|instead of/i);
      expect(policy.en).not.to.equal(measure.en);
    }
  });

  it("takes answers from a file, and names what is wrong in it", () => {
    const folder = mkdtempSync(join(tmpdir(), "madoguchi-readiness-"));
    const read = (content: string) => {
      writeFileSync(join(folder, "answers.yaml"), content);
      return readReadiness(join(folder, "answers.yaml"));
    };
    const refused = (content: string, field?: string) => {
      try {
        read(content);
      } catch (error) {
        const { code, details } = error as { code: string; details: Record<string, unknown> };
        expect([code, details["field"]], content).to.deep.equal(["report.bad-readiness", field]);
        return;
      }
      throw new Error(`taken: ${content}`);
    };
    try {
      expect(read('R-OPS-05: { rule: 規程, date: "2026-03-01" }')).to.deep.equal({
        "R-OPS-05": { rule: "規程", date: "2026-03-01" },
      });
      refused("R-OPS-05: { date: March }", "R-OPS-05.date");
      refused('R-OPS-01: { evidence: " " }', "R-OPS-01.evidence");
      refused("R-OPS-01: { done: true }", "R-OPS-01");
      refused("R-OPS-99: { evidence: x }", "");
      refused("{");
      expect(() => readReadiness(join(folder, "absent.yaml")))
        .to.throw()
        .and.include({ code: "report.bad-readiness" });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
