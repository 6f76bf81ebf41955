import { expect } from "chai";
import { canonicalJson, traceDigest } from "./digest.js";
import type { StepEvidence } from "./types.js";

const step: StepEvidence = {
  index: 1,
  action: "list",
  title: { ja: "一覧", en: "list" },
  summary: { ja: "0件", en: "none" },
  requirements: ["R-AP-10"],
  outcome: "passed",
  apdus: [],
  frames: [],
  audit: [],
  at: "2026-04-01T00:00:00.000Z",
  durationMs: 12,
};

describe("A trace digest", () => {
  it("does not depend on wall time or on the order of fields", () => {
    const { index, ...rest } = step;
    expect(traceDigest("a.b", [{ ...rest, index, durationMs: 99 }])).to.equal(traceDigest("a.b", [step]));
  });

  it("changes with any content", () => {
    expect(traceDigest("a.b", [{ ...step, outcome: "failed" }])).not.to.equal(traceDigest("a.b", [step]));
    expect(traceDigest("a.c", [step])).not.to.equal(traceDigest("a.b", [step]));
    expect(traceDigest("a.b", [step, step])).not.to.equal(traceDigest("a.b", [step]));
  });

  it("stands on one text for one value", () => {
    expect(canonicalJson({ b: [1, { d: null, c: "x" }], a: undefined })).to.equal('{"b":[1,{"c":"x","d":null}]}');
  });
});
