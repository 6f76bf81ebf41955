import { readFileSync } from "node:fs";
import { sha256, traceDigest } from "../evidence/digest.js";
import { Recorder } from "../evidence/recorder.js";
import type { Bilingual, ScenarioEvidence, StepEvidence } from "../evidence/types.js";
import type { LoadedScenario } from "../scenario/load-scenario.js";
import type { ScenarioStep } from "../scenario/steps.js";
import { stepTitle } from "./action-titles.js";
import { AuditReader } from "./audit-reader.js";
import type { Flow } from "./flow.js";
import { RpcClient } from "./rpc-client.js";
import { refusal, relativeToPackage, runStep, skippedStep } from "./run-step.js";
import type { Target, World } from "./world.js";

/** Told as a scenario goes on, for a progress display. */
export type RunEvent =
  | { readonly type: "scenario"; readonly id: string; readonly title: Bilingual; readonly steps: number }
  | { readonly type: "step"; readonly index: number; readonly title: Bilingual }
  | { readonly type: "step-done"; readonly step: StepEvidence }
  | { readonly type: "scenario-done"; readonly scenario: ScenarioEvidence };

export type RunListener = (event: RunEvent) => void;

/** Who is told how a run goes on, and what ends it early. */
export interface RunControl {
  readonly tell: RunListener;
  readonly signal: AbortSignal | undefined;
}

/** What a scenario that was ended early is told to be: it shows nothing, neither that the product works nor that it fails. */
export const INTERRUPTED: Bilingual = { ja: "中断されました", en: "interrupted" };

/** A step that an interruption broke off: what it shows is no failure of the product. */
function brokenOff(step: ScenarioStep, done: StepEvidence, loaded: LoadedScenario): StepEvidence {
  const { apdus, frames, audit, at, durationMs } = done;
  const skipped = skippedStep(step, done.index - 1, loaded, at);
  return { ...skipped, summary: INTERRUPTED, apdus, frames, audit, durationMs };
}

async function runSteps(
  loaded: LoadedScenario,
  world: World,
  recorder: Recorder,
  { tell, signal }: RunControl,
): Promise<StepEvidence[]> {
  const { scenario } = loaded;
  const connect = () => RpcClient.connect({ ...world.endpoint, party: "terminal", recorder });
  const audit = await AuditReader.connect(loaded, world);
  const flow: Flow = {
    loaded,
    world,
    terminal: await connect(),
    // What it hears comes when it comes, beside the steps: it is looked at, and is no part of the trace.
    listen: () => RpcClient.connect({ ...world.endpoint, party: "second terminal", recorder: new Recorder() }),
    reconnect: async () => {
      await flow.terminal.close();
      flow.terminal = await connect();
    },
    readerId: undefined,
    card: undefined,
    inserted: new Map(),
    municipality: undefined,
    issued: 0,
    userIds: new Map(),
    applicationIds: new Map(),
  };
  const evidence: StepEvidence[] = [];
  const run = async (step: ScenarioStep, index: number) => {
    tell({ type: "step", index: index + 1, title: stepTitle(step, loaded) });
    const ran = await runStep(flow, step, index, recorder, audit);
    const struck = signal?.aborted === true && ran.outcome === "failed";
    const done = struck ? brokenOff(step, ran, loaded) : ran;
    evidence.push(done);
    tell({ type: "step-done", step: done });
    return done.outcome;
  };
  try {
    let failed = false;
    for (const [index, step] of scenario.steps.entries()) {
      if (!failed && signal?.aborted !== true) failed = (await run(step, index)) === "failed";
      else evidence.push(skippedStep(step, index, loaded, new Date(world.now()).toISOString()));
    }
    for (const [index, step] of scenario.teardown.entries()) await run(step, scenario.steps.length + index);
  } finally {
    await audit.close();
    await flow.second?.close();
    await flow.terminal.close();
  }
  return evidence;
}

/** A step that stands for what went wrong outside all steps: the world could not be set up, or broke down. */
function brokenWorld(loaded: LoadedScenario, error: unknown, at: string): StepEvidence {
  return {
    ...skippedStep(loaded.scenario.steps[0]!, 0, loaded, at),
    index: 0,
    title: { ja: "試験環境を用意する", en: "The world of the scenario is set up" },
    summary: refusal(error),
    outcome: "failed",
    failure: {
      message: { ja: "試験環境を用意できませんでした", en: "the world of the scenario could not be set up" },
      expected: "a running daemon with a reader and cards",
      actual: error instanceof Error ? `${error.message}\n${error.stack ?? ""}` : String(error),
      file: relativeToPackage(loaded.file),
      line: 1,
    },
  };
}

/** Runs one scenario on a target, in a world of its own. Never rejects: what goes wrong is in the evidence. */
export async function runScenario(
  loaded: LoadedScenario,
  target: Target,
  seed: string,
  control: RunControl,
): Promise<ScenarioEvidence> {
  const { tell } = control;
  const { scenario } = loaded;
  const started = performance.now();
  tell({
    type: "scenario",
    id: scenario.id,
    title: scenario.title,
    steps: scenario.steps.length + scenario.teardown.length,
  });
  const finish = (steps: StepEvidence[], skipReason?: Bilingual): ScenarioEvidence => {
    const failed = steps.some(({ outcome }) => outcome === "failed");
    // Without a failure, only an interruption leaves steps out.
    if (!failed && steps.some(({ outcome }) => outcome === "skipped")) skipReason ??= INTERRUPTED;
    const evidence: ScenarioEvidence = {
      id: scenario.id,
      title: scenario.title,
      ...(scenario.purpose === undefined ? {} : { purpose: scenario.purpose }),
      file: relativeToPackage(loaded.file),
      fileDigest: sha256(readFileSync(loaded.file)),
      requirements: scenario.requirements,
      outcome: skipReason !== undefined ? "skipped" : failed ? "failed" : "passed",
      ...(skipReason === undefined ? {} : { skipReason }),
      seed,
      steps,
      digest: traceDigest(scenario.id, steps),
      durationMs: performance.now() - started,
    };
    tell({ type: "scenario-done", scenario: evidence });
    return evidence;
  };

  const missing = scenario.requires.filter((capability) => !target.capabilities.has(capability));
  if (missing.length > 0) {
    return finish([], {
      ja: `この対象にない機能: ${missing.join("、")}`,
      en: `this target lacks: ${missing.join(", ")}`,
    });
  }
  const recorder = new Recorder();
  let world: World | undefined;
  try {
    world = await target.open({ loaded, seed, recorder });
    return finish(await runSteps(loaded, world, recorder, control));
  } catch (error) {
    if (control.signal?.aborted === true) return finish([], INTERRUPTED);
    const step = brokenWorld(loaded, error, new Date(scenario.fixtures.clock).toISOString());
    tell({ type: "step-done", step });
    return finish([step]);
  } finally {
    await world?.close();
  }
}
