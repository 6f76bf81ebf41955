import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readerErrors } from "#card/reader/reader-port.js";
import { memoryTarget } from "./memory-target.js";
import { runScenarios } from "./run.js";
import type { Target } from "./world.js";

const head = `id: demo.run
title: { ja: 例, en: Example }
requirements: [R-DSN-07]
fixtures:
  municipality: hoshimi
  clock: "2026-04-01T09:00:00+09:00"
  seed: demo
  cards:
    hanako: { profile: aoba, person: hanako }
`;

describe("A scenario run", function () {
  this.timeout(60_000);
  let directory: string;
  let target: Target;
  let files = 0;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "madoguchi-run-"));
    target = await memoryTarget();
  });
  after(async () => {
    await target.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const scenario = (steps: string): string => {
    const file = join(directory, `${++files}.yaml`);
    writeFileSync(file, head + steps);
    return file;
  };
  const outcomes = async (file: string, options: Partial<Parameters<typeof runScenarios>[0]> = {}) => {
    const { evidence, passed } = await runScenarios({ files: [file], target, ...options });
    const { outcome, steps } = evidence.scenarios[0]!;
    return { passed, outcome, steps: steps.map((step) => `${step.action} ${step.outcome}`), first: steps[0]! };
  };

  /** Runs it until the first news of this kind, and is told to end there. */
  const endedAt = (news: "step" | "step-done", file: string) => {
    const stop = new AbortController();
    const onStep = ({ type }: { readonly type: string }) => {
      if (type === news) stop.abort();
    };
    return runScenarios({ files: [file], target, signal: stop.signal, onStep });
  };

  it("stops at the first failed step, and runs the teardown all the same", async () => {
    const file = scenario(`steps:
  - { do: login, operator: clerk, password: wrong }
  - { do: list }
teardown:
  - { do: login, operator: clerk }
`);
    const { passed, outcome, steps, first } = await outcomes(file);
    expect(steps).to.deep.equal(["login failed", "list skipped", "login passed"]);
    expect([passed, outcome]).to.deep.equal([false, "failed"]);
    expect(first.failure).to.include({ expected: "success", actual: "session.refused", line: 11 });
    expect(JSON.stringify(first)).not.to.include("not the password");
  });

  it("fails a step whose fault never struck", async () => {
    const file = scenario(`steps:
  - { do: login, operator: senior }
  - { do: insert, card: hanako }
  - { do: list, fault: { kind: wrong-sw, command: LOAD, sw: "6581" } }
`);
    const { steps } = await outcomes(file);
    expect(steps.at(-1)).to.equal("list failed");
  });

  it("says what is missing when a step needs an earlier one", async () => {
    const file = scenario(`steps:
  - { do: login, operator: senior }
  - { do: set-area }
`);
    const { evidence } = await runScenarios({ files: [file], target });
    expect(evidence.scenarios[0]?.steps[1]?.failure?.actual).to.include("missing=a card in the reader");
  });

  it("shows a world that could not be set up as a failure, not as a crash", async () => {
    const broken: Target = { ...target, open: () => Promise.reject(readerErrors.error("service-down")) };
    const { outcome, steps, first } = await outcomes(scenario("steps: [{ do: logout }]\n"), { target: broken });
    expect([outcome, steps]).to.deep.equal(["failed", ["logout failed"]]);
    expect(first.failure?.actual).to.include("reader.service-down");
  });

  it("ends early when it is told to: that is an interruption, neither a pass nor a failure", async () => {
    const file = scenario(`steps:
  - { do: login, operator: senior }
  - { do: logout }
`);
    const { passed, interrupted, evidence } = await endedAt("step-done", file);
    const [only] = evidence.scenarios;
    expect(only?.steps.map(({ outcome }) => outcome)).to.deep.equal(["passed", "skipped"]);
    expect([only?.outcome, only?.skipReason?.ja]).to.deep.equal(["skipped", "中断されました"]);
    expect([passed, interrupted]).to.deep.equal([false, true]);
  });

  it("holds no step against the product that failed while the run was being ended", async () => {
    const file = scenario(`steps:
  - { do: login, operator: senior, password: wrong }
  - { do: logout }
`);
    const { passed, interrupted, evidence } = await endedAt("step", file);
    const [only] = evidence.scenarios;
    expect(only?.outcome).to.equal("skipped");
    expect(only?.steps.flatMap(({ failure }) => failure ?? [])).to.deep.equal([]);
    expect([passed, interrupted]).to.deep.equal([false, true]);
  });

  it("fails a step whose event comes too late, comes at a terminal that is not there, or whose system hears nothing", async () => {
    const begin = `steps:
  - { do: login, operator: senior }
  - { do: insert, card: hanako }
`;
    const setArea = (expected: string, fault = "") =>
      scenario(`${begin}  - { do: set-area${fault}, expect: { events: [${expected}] } }\n`);
    const slow = ", fault: { kind: delay, ms: 3000, command: PUT KEY }";
    const failureOf = async (file: string) => {
      const { evidence } = await runScenarios({ files: [file], target });
      const last = evidence.scenarios[0]!.steps.at(-1)!;
      return `${last.outcome} ${last.failure?.actual ?? ""}`.trim();
    };
    expect(await failureOf(setArea("{ method: progress, withinMs: 1000 }"))).to.equal("passed");
    expect(await failureOf(setArea("{ method: progress, withinMs: 1000 }", slow))).to.match(/^failed .*later than/);
    expect(await failureOf(setArea("{ method: progress, at: second }"))).to.match(/^failed .*earlier step/);
    const told = scenario(`${begin}  - { do: told, service: library, kinds: [] }\n`);
    expect(await failureOf(told)).to.match(/^failed .*earlier step/);
  });
});
