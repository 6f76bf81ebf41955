import { expect } from "chai";
import type { ScenarioEvidence, StepEvidence } from "../evidence/types.js";
import { fitting, progressDisplay } from "./progress.js";

const step: StepEvidence = {
  index: 3,
  action: "load",
  title: { ja: "搭載する", en: "load\u001b[2J" },
  summary: { ja: "搭載済み", en: "loaded" },
  requirements: [],
  outcome: "failed",
  failure: {
    message: { ja: "応答が異なります", en: "the answer differs" },
    expected: "a",
    actual: "b",
    file: "scenarios/x.yaml",
    line: 7,
  },
  apdus: [],
  frames: [],
  audit: [],
  at: "2026-04-01T00:00:00.000Z",
  durationMs: 12.4,
};

function shown(isTTY: boolean): string {
  let text = "";
  const tell = progressDisplay({ write: (part) => (text += part), isTTY });
  tell({ type: "scenario", id: "demo.x", title: { ja: "例", en: "example" }, steps: 12 });
  tell({ type: "step", index: 3, title: step.title });
  tell({ type: "step-done", step });
  const scenario = { outcome: "failed", durationMs: 900, digest: "AB".repeat(32) } as ScenarioEvidence;
  tell({ type: "scenario-done", scenario });
  return text;
}

describe("The progress display", () => {
  it("writes one plain line a step where there is no terminal", () => {
    const lines = shown(false).split("\n");
    expect(lines.filter((line) => line.includes("搭載する"))).to.have.lengthOf(1);
    expect(shown(false)).not.to.include("\u001b").and.not.to.include("\r");
    expect(lines.some((line) => line.includes("✗  3 搭載する"))).to.equal(true);
  });

  it("says what was expected, what was there, and where it is written", () => {
    expect(shown(false))
      .to.include("期待 expected: a")
      .and.to.include("実際 actual:   b")
      .and.to.include("scenarios/x.yaml:7");
  });

  it("keeps the running step on one row of the terminal, Japanese characters counted double", () => {
    expect(fitting("ab窓口c", 5)).to.equal("ab窓");
    expect(fitting("ab窓口c", 7)).to.equal("ab窓口c");
    expect(fitting("窓口", 0)).to.equal("");
  });

  it("redraws the running step on a terminal, and lets no text of a scenario steer the terminal", () => {
    expect(shown(true)).to.include("\r\u001b[2K").and.not.to.include("\u001b[2J");
  });
});
