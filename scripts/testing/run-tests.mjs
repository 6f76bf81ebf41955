import { randomUUID } from "node:crypto";
import { complain, say, warn } from "../setup/console.mjs";
import { endLeftBehind } from "./left-behind.mjs";
import { runSideBySide } from "./side-by-side.mjs";

const RUN = "MADOGUCHI_TEST_RUN";

/**
 * Runs the tests of these files and says what came of it; the last line is `N passed, N failed, N skipped`. `failedBefore` are failures of
 * earlier steps. Gives the exit code: 0 only when tests passed, none failed, the run ended by itself and left no process behind.
 */
export async function runTests(patterns, failedBefore = 0) {
  const run = randomUUID();
  const { passed, failed, skipped, outside } = await runSideBySide(patterns, { [RUN]: run });
  const left = await endLeftBehind(`${RUN}=${run}`);
  if (skipped.length > 0) {
    warn(`${skipped.length} skipped, so not tested here · 未実施 ${skipped.length} 件:`);
    for (const path of skipped) say(`    ${path.join(" › ")}`);
  }
  if (passed === 0) complain("no test passed");
  if (left.length > 0) {
    complain("the tests left processes behind, which are ended now: it counts as one failure");
    for (const line of left) say(`    ${line}`);
  }
  const allFailed = failedBefore + failed + outside + Math.min(1, left.length);
  say(`${passed} passed, ${allFailed} failed, ${skipped.length} skipped`);
  return allFailed > 0 || passed === 0 ? 1 : 0;
}
