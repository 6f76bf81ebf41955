export * from "./evidence/index.js";
export { ScriptedCard } from "./faults/scripted-card.js";
export { runnerErrors } from "./runner/errors.js";
export { progressDisplay } from "./runner/progress.js";
export { type RunOptions, type RunResult, runScenarios } from "./runner/run.js";
export type { RunControl, RunEvent, RunListener } from "./runner/run-scenario.js";
export { openTarget } from "./runner/targets.js";
export type { Endpoint, Target, TargetName, World, WorldOptions } from "./runner/world.js";
export * from "./scenario/index.js";
