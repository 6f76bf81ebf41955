import { expect } from "chai";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { RunEvidence } from "#harness/evidence/types.js";
import { cardLedger } from "../assumptions/card-ledger.js";
import { ledger } from "../assumptions/ledger.js";
import { guideBaseline } from "../baseline.js";
import { interactions, requirements } from "../requirements/requirements.js";
import { sampleRun } from "../sample-run.fixture.js";
import { escapeMarkup } from "./markup.js";
import { htmlReport } from "./page.js";

const page = htmlReport(sampleRun);

/** Every text of the sample replaced by markup that would run if it were not escaped. */
function hostile(run: RunEvidence): RunEvidence {
  const attack = `</style></code><script>alert(1)</script><img src=x onerror=alert(1)>" onmouseover="alert(1)' &amp; \u202e`;
  const poison = (value: unknown, key = ""): unknown => {
    if (Array.isArray(value)) return value.map((item) => poison(item));
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, poison(inner, name)]));
    }
    return typeof value === "string" && !["outcome", "direction", "kind"].includes(key) ? attack : value;
  };
  return {
    ...(poison(run) as RunEvidence),
    scenarios: run.scenarios.map((scenario) => ({
      ...(poison(scenario) as typeof scenario),
      outcome: scenario.outcome,
      steps: scenario.steps.map((step) => ({ ...(poison(step) as typeof step), outcome: step.outcome })),
    })),
  };
}

describe("The HTML report", () => {
  it("names the baseline in its header, and refuses to be made without one (R-DOC-01)", () => {
    expect(page).to.include(guideBaseline.edition.ja).and.to.include(guideBaseline.date.en);
    const baseline = { edition: { ja: " ", en: "x" }, date: guideBaseline.date };
    expect(() => htmlReport(sampleRun, { baseline }))
      .to.throw()
      .and.satisfy((error: unknown) => isMadoguchiError(error, "report.no-baseline"));
  });

  it("lists every assumption as such (R-DOC-02)", () => {
    for (const { subject, source } of ledger) expect(page).to.include(escapeMarkup(subject.ja)).and.to.include(source);
    expect(page).to.include("not J-LIS specification");
    const ids = cardLedger().map(({ id }) => id);
    expect(ids).to.include("AS-CARD-13").and.to.include("AS-MYNA-01");
    for (const id of ids) expect(page).to.include(`id="${id}"`);
  });

  it("shows every step with its exchanges, messages, audit rows and requirement ids", () => {
    for (const scenario of sampleRun.scenarios) {
      expect(page).to.include(`id="${scenario.id}"`);
      for (const step of scenario.steps) {
        expect(page).to.include(step.title.ja).and.to.include(step.title.en);
        for (const id of step.requirements)
          expect(page).to.include(`href="#req-${id}"`).and.to.include(`id="req-${id}"`);
        for (const apdu of step.apdus) expect(page).to.include(apdu.name).and.to.include(apdu.detail.ja);
      }
    }
    expect(page).to.include("session.login").and.to.include("reader.deadline").and.to.include("sample.yaml:42");
  });

  it("links every requirement id to its text, interactions and decisions too", () => {
    expect(page).to.include(escapeMarkup(requirements().get("R-USE-03")!.quote));
    expect(page).to.include(escapeMarkup(interactions().get("X-05")!.en));
    for (const [, id] of page.matchAll(/href="#(req-[^"]+)"/g)) expect(page).to.include(`id="${id}"`);
    expect(page).not.to.include("not in the catalogue");
  });

  it("shows secrets as masked", () => {
    expect(page).to.include('<span class="masked">secret</span>').and.not.to.include("32 35 38 30");
  });

  it("needs nothing from elsewhere and runs nothing", () => {
    expect(page).not.to.match(/<script|<link|<iframe|@import|https?:|src=|url\(/i);
    expect(page).to.include("default-src &#39;none&#39;");
  });

  it("holds only text where hostile text came in", () => {
    const poisoned = htmlReport(hostile(sampleRun));
    const withoutValues = poisoned.replace(/="[^"]*"/g, "=");
    expect(withoutValues).not.to.match(/<script|<img|<[^>]*\sonmouseover=/i);
    expect(poisoned).to.include("&lt;script&gt;alert(1)&lt;/script&gt;").and.to.include("\\u{202E}");
    const tags = (text: string) => [...text.matchAll(/<([a-z0-9]+)/g)].map(([, tag]) => tag).sort();
    expect([...new Set(tags(page))]).to.include.members([...new Set(tags(poisoned))]);
  });
});
