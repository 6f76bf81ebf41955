// `npm test`: makes the machine ready, lints, runs every test, and ends with one honest line of counts.
// `npm test -- PATTERN…` runs the tests of the files that the patterns name, e.g. "dist/card/**/*.test.js".
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { complain, say, step, warn } from "./setup/console.mjs";
import { run } from "./setup/run.mjs";
import { ROOT, setUp } from "./setup.mjs";

await setUp({ tests: true });

const lint = await step("lint · 静的検査", (tell) =>
  run(process.execPath, [join(ROOT, "node_modules/@biomejs/biome/bin/biome"), "check", "."], { cwd: ROOT, tell }),
).then(
  () => [],
  (error) => error.tail ?? [String(error)],
);
if (lint.length > 0) say(lint.join("\n"));

/** Runs mocha with its output on our own; gives its counts, or undefined when it died before it could count. */
async function runTests(patterns) {
  const directory = mkdtempSync(join(tmpdir(), "madoguchi-test-"));
  const counts = join(directory, "counts.json");
  const mocha = join(ROOT, "node_modules/mocha/bin/mocha.js");
  const reporter = join(ROOT, "scripts/setup/counting-reporter.mjs");
  const child = spawn(process.execPath, [mocha, "--reporter", reporter, ...patterns], {
    cwd: ROOT,
    stdio: "inherit",
    env: { ...process.env, MADOGUCHI_TEST_COUNTS: counts },
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

const { passed, failed, skipped, code } = await runTests(
  process.argv.length > 2 ? process.argv.slice(2) : ["dist/**/*.test.js"],
);
if (skipped.length > 0) {
  warn(`${skipped.length} skipped, so not tested here · 未実施 ${skipped.length} 件:`);
  for (const path of skipped) say(`    ${path.join(" › ")}`);
}
if (passed === 0) complain("no test passed");
const lintFailed = lint.length > 0 ? 1 : 0;
if (lintFailed) complain("lint failed: it counts as one failure");
// A runner that ends with a code of its own while all tests passed has failed all the same (an error outside of tests).
const outside = failed === 0 && code !== 0 ? 1 : 0;
if (outside) complain(`the test runner ended with ${code} although no test failed: it counts as one failure`);
const allFailed = failed + lintFailed + outside;
say(`${passed} passed, ${allFailed} failed, ${skipped.length} skipped`);
process.exitCode = allFailed > 0 || passed === 0 ? 1 : 0;
