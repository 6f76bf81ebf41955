import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { checkScenario, loadScenario, loadScenarios } from "./load-scenario.js";
import { packageRoot } from "./package-root.js";

const corpus = `${packageRoot}harness/scenario/malformed/`;

/** First line of a malformed file: `# expect: <code> <line>:<column>`, once for each problem in order. */
function expectedProblems(text: string): string[] {
  return [...(text.split("\n")[0] ?? "").matchAll(/([a-z-]+\.[a-z-]+) (\d+:\d+)/g)].map(
    ([, code, at]) => `${code} ${at}`,
  );
}

const good = `id: demo.short
title: { ja: 短い例, en: A short example }
requirements: [R-AP-10]
fixtures:
  municipality: hoshimi
  clock: "2026-04-01T09:00:00+09:00"
  seed: demo
  cards:
    hanako: { profile: any, person: hanako }
steps:
  - { do: login, operator: clerk }
  - do: insert
    card: hanako
teardown:
  - { do: logout }
`;

describe("A scenario file", () => {
  it("is read with its defaults, its municipality and the line of every step", () => {
    const { loaded, problems } = checkScenario(good, "good.yaml");
    expect(problems).to.deep.equal([]);
    expect(loaded?.scenario.steps[0]).to.deep.equal({ do: "login", operator: "clerk", password: "right" });
    expect(loaded?.scenario.fixtures.cards["hanako"]?.area).to.equal("not-set");
    expect(loaded?.municipality.code).to.match(/^\d{5}$/);
    expect(loaded?.lines).to.deep.equal([11, 12, 15]);
  });

  const files = readdirSync(corpus).filter((file) => file.endsWith(".yaml"));

  it("has a corpus of malformed examples", () => {
    expect(files.length).to.be.greaterThan(12);
  });

  for (const file of files) {
    it(`is refused with its place: ${file}`, () => {
      const text = readFileSync(corpus + file, "utf8");
      const expected = expectedProblems(text);
      expect(expected, "the first line says what is expected").not.to.deep.equal([]);
      const { loaded, problems } = checkScenario(text, file);
      expect(loaded).to.equal(undefined);
      const found = problems.map(({ code, details }) => `${code} ${details["line"]}:${details["column"]}`);
      expect(found).to.deep.equal(expected);
      for (const problem of problems) {
        expect(problem.details["file"]).to.equal(file);
        expect(problem.row.ja.remedy).not.to.equal("");
        expect(problem.message).to.include(file);
      }
    });
  }

  it("that is not there is a typed error, not a crash", () => {
    expect(() => loadScenario("/nowhere/at-all.yaml"))
      .to.throw()
      .and.satisfy((error: unknown) => isMadoguchiError(error, "scenario.unreadable"));
  });

  it("may not share its id with another", () => {
    const file = `${packageRoot}scenarios/counter/main-flow.yaml`;
    expect(() => loadScenarios([file, file]))
      .to.throw()
      .and.satisfy((error: unknown) => isMadoguchiError(error, "scenario.duplicate-id"));
  });
});
