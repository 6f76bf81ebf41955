import { constants } from "node:os";
import type { RunResult } from "#harness/runner/run.js";
import { EXIT } from "./report-failure.js";

/** Aborted, with the signal's name as its reason, by the first Ctrl-C (SIGTERM, SIGHUP): everything is ended in order. A second one ends at once. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => controller.abort(signal));
  return controller.signal;
}

/** Exit code of a run: 0 when it passed, 128 and the signal's number (130 for Ctrl-C) when it was interrupted, otherwise 1. */
export function exitCodeOf(
  { passed, interrupted }: Pick<RunResult, "passed" | "interrupted">,
  ended: AbortSignal,
): number {
  if (interrupted && ended.aborted) return 128 + constants.signals[ended.reason as NodeJS.Signals];
  return passed ? 0 : EXIT.failure;
}
