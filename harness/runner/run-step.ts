import { relative } from "node:path";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { Recorder } from "../evidence/recorder.js";
import type { Bilingual, StepEvidence } from "../evidence/types.js";
import type { LoadedScenario } from "../scenario/load-scenario.js";
import { packageRoot } from "../scenario/package-root.js";
import type { ActionName, ScenarioStep } from "../scenario/steps.js";
import { stepTitle } from "./action-titles.js";
import { actions } from "./actions.js";
import type { AuditReader } from "./audit-reader.js";
import { checkStep, codeOf, type Ending, type Verdict } from "./check-step.js";
import { runnerErrors } from "./errors.js";
import type { Done, Flow } from "./flow.js";
import { mismatch } from "./matching.js";
import { RemoteError } from "./rpc-client.js";

const act = (flow: Flow, step: ScenarioStep): Promise<Done> =>
  (actions[step.do] as (flow: Flow, step: ScenarioStep) => Promise<Done>)(flow, step);

/** Runs the action and waits for the events that it must bring. */
async function perform(flow: Flow, step: ScenarioStep): Promise<Ending> {
  const begun = flow.world.now();
  let ending: Ending;
  try {
    ending = { ok: true, done: await act(flow, step) };
  } catch (error) {
    ending = { ok: false, error };
  }
  for (const { at, withinMs, ...event } of step.expect?.events ?? []) {
    const terminal = at === "second" ? flow.second : flow.terminal;
    if (terminal === undefined) return { ok: false, error: runnerErrors.error("not-ready", { missing: "watch" }) };
    try {
      await terminal.waitFor(event.method, (pushed) => mismatch(event, pushed) === undefined);
      const ms = flow.world.now() - begun;
      if (withinMs !== undefined && ms > withinMs)
        throw runnerErrors.error("late-event", { waitingFor: event.method, ms });
    } catch (error) {
      return { ok: false, error };
    }
  }
  return ending;
}

/** What a person is told of a refusal: its cause, in both languages, and its code. */
export function refusal(error: unknown): Bilingual {
  if (error instanceof RemoteError) {
    const { code, ja, en } = error.data;
    return { ja: `${ja.cause}［${code}］`, en: `${en.cause} [${code}]` };
  }
  if (isMadoguchiError(error)) {
    return { ja: `${error.row.ja.cause}［${error.code}］`, en: error.message };
  }
  return { ja: codeOf(error), en: codeOf(error) };
}

/** Runs one step: fault laid, action, events, audit rows, judgement. */
export async function runStep(
  flow: Flow,
  step: ScenarioStep,
  index: number,
  recorder: Recorder,
  audit: AuditReader,
): Promise<StepEvidence> {
  const { loaded, world } = flow;
  const started = performance.now();
  const at = new Date(world.now()).toISOString();
  flow.terminal.forget();
  flow.second?.forget();
  const card = flow.card;
  if (step.fault !== undefined && card !== undefined) world.arm(card, step.fault);
  const ending = await perform(flow, step);
  recorder.audit(await audit.news());
  const unstruck = step.fault !== undefined && (card === undefined || world.armed(card));
  if (card !== undefined) world.arm(card, undefined);
  const captured = recorder.take();
  let verdict: Verdict | undefined = checkStep(step.expect ?? {}, ending, captured);
  if (verdict === undefined && unstruck) {
    verdict = { message: { ja: "設定した障害が起きませんでした", en: "the fault of this step never struck" } };
  }
  return {
    index: index + 1,
    action: step.do satisfies ActionName,
    title: stepTitle(step, loaded),
    summary: ending.ok ? ending.done.summary : refusal(ending.error),
    requirements: step.requirements ?? [],
    outcome: verdict === undefined ? "passed" : "failed",
    ...(verdict === undefined
      ? {}
      : { failure: { ...verdict, file: relativeToPackage(loaded.file), line: loaded.lines[index] ?? 1 } }),
    ...captured,
    at,
    durationMs: performance.now() - started,
  };
}

/** Path of a file as evidence names it: from the package where it is inside. */
export function relativeToPackage(file: string): string {
  const path = relative(packageRoot, file);
  return path.startsWith("..") ? file : path;
}

/** A step that was not run. */
export function skippedStep(step: ScenarioStep, index: number, loaded: LoadedScenario, at: string): StepEvidence {
  const summary = {
    ja: "前の手順の失敗または中断により未実施",
    en: "not run: an earlier step failed, or the run was ended",
  };
  return {
    index: index + 1,
    action: step.do,
    title: stepTitle(step, loaded),
    summary,
    requirements: step.requirements ?? [],
    outcome: "skipped",
    apdus: [],
    frames: [],
    audit: [],
    at,
    durationMs: 0,
  };
}
