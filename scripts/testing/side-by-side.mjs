import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { complain, say } from "../setup/console.mjs";

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** Shares for each place: more than one, so that places with light shares take up what those with heavy ones cannot. */
const SHARES_PER_PLACE = 8;
/** More than this and the tests with a real pcscd or browser would wait for each other rather than run. */
const MOST_PLACES = 4;

/** The files in shares of alike mixture: neighbours, which tend to be equally slow, come into different ones. */
export function dealt(files, shares) {
  const hands = Array.from({ length: Math.min(shares, files.length) }, () => []);
  for (const [at, file] of [...files].sort().entries()) hands[at % hands.length].push(file);
  return hands;
}

/** Runs mocha over these files with its output kept back; its counts and output, or one failure when it died before it could count. */
async function runShare(files, env, children) {
  const directory = mkdtempSync(join(tmpdir(), "madoguchi-test-"));
  const counts = join(directory, "counts.json");
  const mocha = join(ROOT, "node_modules/mocha/bin/mocha.js");
  const reporter = join(ROOT, "scripts/testing/counting-reporter.mjs");
  const child = spawn(process.execPath, [mocha, "--reporter", reporter, ...files], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env, MADOGUCHI_TEST_COUNTS: counts },
  });
  children.add(child);
  const written = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => written.push(chunk));
  const ended = new Promise((resolve) => child.once("exit", (exit, signal) => resolve(exit ?? signal)));
  const closed = new Promise((resolve) => child.once("close", resolve));
  const code = await ended;
  // A process that a test left behind may hold on to the output for ever: whoever looks for those comes after us.
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 1000).unref())]);
  children.delete(child);
  const output = Buffer.concat(written).toString("utf8");
  try {
    return { ...JSON.parse(readFileSync(counts, "utf8")), code, output };
  } catch {
    return { passed: 0, failed: 1, skipped: [], code, output, died: true };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * Runs the test files that these patterns name, in as many processes at once as there are cores. Each process has a share of the files and
 * the next one that is free takes the next share; a share's output is shown when it is over, failures whole, so that nothing is mixed.
 * Gives `{passed, failed, skipped, outside}`; `outside` counts the processes that ended badly although none of their tests failed.
 */
export async function runSideBySide(patterns, env) {
  // Not at the top: on a fresh machine there is no mocha before the set-up.
  const { lookupFiles } = await import("mocha/lib/cli/lookup-files.js");
  const files = patterns.flatMap((pattern) => lookupFiles(pattern, ["js"], true));
  const places = Math.min(MOST_PLACES, Number(process.env.MADOGUCHI_TEST_PLACES) || availableParallelism());
  const shares = dealt([...new Set(files)], places === 1 ? 1 : places * SHARES_PER_PLACE);
  const children = new Set();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      shares.length = 0;
      for (const child of children) child.kill(signal);
    });
  }
  const sum = { passed: 0, failed: 0, skipped: [], outside: 0 };
  const all = shares.length;
  let over = 0;
  const work = async () => {
    for (let share = shares.shift(); share !== undefined; share = shares.shift()) {
      const { passed, failed, skipped, code, output, died } = await runShare(share, env, children);
      sum.passed += passed;
      sum.failed += failed;
      sum.skipped.push(...skipped);
      if (output.trim() !== "") say(output.trimEnd());
      if (died) complain(`a test process ended (${code}) before it had counted; its files: ${share.join(" ")}`);
      // A run that ends with a code of its own while all its tests passed has failed all the same (an error outside of tests).
      if (!died && failed === 0 && code !== 0) {
        sum.outside += 1;
        complain(`a test process ended with ${code} although no test failed: it counts as one failure`);
      }
      say(`  ── ${++over}/${all} · ${sum.passed} passed, ${sum.failed} failed`);
    }
  };
  await Promise.all(Array.from({ length: places }, work));
  return sum;
}
