import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { complain, say, warn } from "../setup/console.mjs";
import { endLeftBehind } from "./left-behind.mjs";

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const RUN = "MADOGUCHI_TEST_RUN";

/** Runs mocha with its output on our own; gives its counts, or one failure when it died before it could count. */
async function runMocha(patterns, run) {
  const directory = mkdtempSync(join(tmpdir(), "madoguchi-test-"));
  const counts = join(directory, "counts.json");
  const mocha = join(ROOT, "node_modules/mocha/bin/mocha.js");
  const reporter = join(ROOT, "scripts/testing/counting-reporter.mjs");
  const child = spawn(process.execPath, [mocha, "--reporter", reporter, ...patterns], {
    cwd: ROOT,
    stdio: "inherit",
    env: { ...process.env, MADOGUCHI_TEST_COUNTS: counts, [RUN]: run },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  const code = await new Promise((resolve) => child.once("close", (exit, signal) => resolve(exit ?? signal)));
  try {
    return { ...JSON.parse(readFileSync(counts, "utf8")), code };
  } catch {
    complain(`the test runner ended (${code}) before it had counted`);
    return { passed: 0, failed: 1, skipped: [], code };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * Runs the tests of these files and says what came of it; the last line is `N passed, N failed, N skipped`. `failedBefore` are failures of
 * earlier steps. Gives the exit code: 0 only when tests passed, none failed, the run ended by itself and left no process behind.
 */
export async function runTests(patterns, failedBefore = 0) {
  const run = randomUUID();
  const { passed, failed, skipped, code } = await runMocha(patterns, run);
  const left = await endLeftBehind(`${RUN}=${run}`);
  if (skipped.length > 0) {
    warn(`${skipped.length} skipped, so not tested here · 未実施 ${skipped.length} 件:`);
    for (const path of skipped) say(`    ${path.join(" › ")}`);
  }
  if (passed === 0) complain("no test passed");
  // A runner that ends with a code of its own while all tests passed has failed all the same (an error outside of tests).
  const outside = failed === 0 && code !== 0 ? 1 : 0;
  if (outside) complain(`the test runner ended with ${code} although no test failed: it counts as one failure`);
  if (left.length > 0) {
    complain("the tests left processes behind, which are ended now: it counts as one failure");
    for (const line of left) say(`    ${line}`);
  }
  const allFailed = failedBefore + failed + outside + Math.min(1, left.length);
  say(`${passed} passed, ${allFailed} failed, ${skipped.length} skipped`);
  return allFailed > 0 || passed === 0 ? 1 : 0;
}
