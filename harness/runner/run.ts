import { readFileSync } from "node:fs";
import type { RunEvidence, ScenarioEvidence } from "../evidence/types.js";
import { loadScenarios } from "../scenario/load-scenario.js";
import { packageRoot } from "../scenario/package-root.js";
import { runnerErrors } from "./errors.js";
import { INTERRUPTED, type RunListener, runScenario } from "./run-scenario.js";
import { openTarget } from "./targets.js";
import type { Target, TargetName } from "./world.js";

export interface RunOptions {
  /** Scenario files. */
  readonly files: readonly string[];
  /** A target by name is set up and ended here; one that is handed in stays the caller's. */
  readonly target: TargetName | Target;
  /** Only scenarios whose id or title holds this text. */
  readonly grep?: string;
  /** Seed of all randomness, in place of the scenarios' own. */
  readonly seed?: string;
  readonly onStep?: RunListener;
  /** Ends the run: the step under way is finished, everything after it is skipped, and all that was started is ended. */
  readonly signal?: AbortSignal;
}

export interface RunResult {
  /** True when no scenario failed, at least one passed, and none was interrupted. */
  readonly passed: boolean;
  /** True when the signal ended the run before every scenario had shown what it has to. */
  readonly interrupted: boolean;
  readonly evidence: RunEvidence;
}

/** Name and version of this product, from its package file. */
export function product(): { readonly name: string; readonly version: string } {
  const { name, version } = JSON.parse(readFileSync(`${packageRoot}package.json`, "utf8")) as Record<string, string>;
  return { name: name ?? "madoguchi", version: version ?? "0.0.0" };
}

/** Runs scenarios one after the other on a target. Throws `scenario.*` before anything runs, `runner.no-scenario`, `runner.target-missing`. */
export async function runScenarios(options: RunOptions): Promise<RunResult> {
  const { grep, seed, onStep = () => {}, signal } = options;
  const chosen = loadScenarios(options.files).filter(({ scenario: { id, title } }) =>
    [id, title.ja, title.en].some((text) => text.includes(grep ?? "")),
  );
  if (chosen.length === 0) throw runnerErrors.error("no-scenario", { files: options.files.length, grep });
  const own = typeof options.target === "string" ? await openTarget(options.target) : undefined;
  const target = own ?? (options.target as Target);
  const startedAt = new Date().toISOString();
  const started = performance.now();
  const scenarios: ScenarioEvidence[] = [];
  try {
    for (const loaded of chosen) {
      if (signal?.aborted === true) break;
      scenarios.push(
        await runScenario(loaded, target, seed ?? loaded.scenario.fixtures.seed, { tell: onStep, signal }),
      );
    }
  } finally {
    await own?.close();
  }
  const interrupted =
    scenarios.length < chosen.length || scenarios.some(({ skipReason }) => skipReason === INTERRUPTED);
  const passed =
    !interrupted &&
    scenarios.every(({ outcome }) => outcome !== "failed") &&
    scenarios.some(({ outcome }) => outcome === "passed");
  return {
    passed,
    interrupted,
    evidence: {
      format: "madoguchi-run/1",
      product: product(),
      target: target.name,
      startedAt,
      durationMs: performance.now() - started,
      environment: { Node: process.version, OS: `${process.platform} ${process.arch}`, ...target.environment },
      scenarios,
    },
  };
}
