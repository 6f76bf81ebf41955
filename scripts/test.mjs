// `npm test`: makes the machine ready, lints, runs every test, and ends with one honest line of counts.
// `npm test -- PATTERN…` runs the tests of the files that the patterns name, e.g. "dist/card/**/*.test.js".
import { join } from "node:path";
import { complain, say, step } from "./setup/console.mjs";
import { run } from "./setup/run.mjs";
import { ROOT, setUp } from "./setup.mjs";
import { runTests } from "./testing/run-tests.mjs";

await setUp({ tests: true });

const lint = await step("lint · 静的検査", (tell) =>
  run(process.execPath, [join(ROOT, "node_modules/@biomejs/biome/bin/biome"), "check", "."], { cwd: ROOT, tell }),
).then(
  () => [],
  (error) => error.tail ?? [String(error)],
);
if (lint.length > 0) {
  say(lint.join("\n"));
  complain("lint failed: it counts as one failure");
}

const patterns = process.argv.length > 2 ? process.argv.slice(2) : ["dist/**/*.test.js"];
process.exitCode = await runTests(patterns, lint.length > 0 ? 1 : 0);
