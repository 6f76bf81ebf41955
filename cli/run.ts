import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { progressDisplay } from "#harness/runner/progress.js";
import { type RunResult, runScenarios } from "#harness/runner/run.js";
import type { TargetName } from "#harness/runner/world.js";
import { packageRoot } from "#harness/scenario/package-root.js";
import { readReadiness, writeReports } from "#reports/index.js";
import { exitCodeOf, interruption } from "./interruption.js";

/** By name, but the main flow before its negatives. */
function mainFlowFirst(a: string, b: string): number {
  const rank = (name: string) => (name.endsWith("main-flow.yaml") ? 0 : 1);
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

/** Scenario files under the paths, the main flow first; a file stands for itself. Fixtures are no scenarios. */
export function scenarioFiles(paths: readonly string[]): string[] {
  const given = paths.length > 0 ? paths : [join(packageRoot, "scenarios")];
  return given.flatMap((path) => {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
    return readdirSync(path, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".yaml") && !name.split(/[\\/]/).includes("fixtures"))
      .sort(mainFlowFirst)
      .map((name) => join(path, name));
  });
}

/** The last lines of a run: how many passed, and where the report is. */
export function tellResult({ evidence, interrupted }: RunResult, report: string): void {
  if (interrupted) console.log("\n! 中断されました: 合否は判定していません · interrupted: neither passed nor failed");
  const count = (outcome: string) => evidence.scenarios.filter((scenario) => scenario.outcome === outcome).length;
  const counts = `合格 passed ${count("passed")} · 不合格 failed ${count("failed")} · 未実施 skipped ${count("skipped")}`;
  const where = `${evidence.target}, ${(evidence.durationMs / 1000).toFixed(1)} s`;
  console.log(`\nシナリオ ${evidence.scenarios.length}件 · ${counts}  (${where})\n報告書 report: ${report}`);
}

interface Flags {
  readonly target: TargetName;
  readonly grep?: string;
  readonly seed?: string;
  readonly report: string;
  readonly readiness?: string;
}

/** `madoguchi run`: replays scenarios and certifies what they show. Exit code 0 when nothing failed, 130 after Ctrl-C, 1 otherwise. */
export function configure(command: Command): void {
  command
    .argument("[files...]", "scenario files or folders; all scenarios when none is given")
    .addOption(
      new Option("--target <name>", "memory: in process; vpcd: through a real PC/SC stack")
        .choices(["memory", "vpcd"])
        .default("memory"),
    )
    .option("--grep <text>", "only scenarios whose id or title holds this text")
    .option("--seed <text>", "seed of all randomness, in place of the scenarios' own")
    .option("--report <folder>", "folder for the reports", "out")
    .option("--readiness <file>", "the municipality's answers to the rollout checklist (YAML) · 運用上の対策の回答")
    .action(async (files: string[], { target, grep, seed, report, readiness: file }: Flags) => {
      const readiness = file === undefined ? {} : readReadiness(file);
      const ended = interruption();
      const result = await runScenarios({
        signal: ended,
        files: scenarioFiles(files),
        target,
        ...(grep === undefined ? {} : { grep }),
        ...(seed === undefined ? {} : { seed }),
        onStep: progressDisplay(process.stdout),
      });
      tellResult(result, writeReports(result.evidence, report, { readiness }).html);
      process.exitCode = exitCodeOf(result, ended);
    });
}
