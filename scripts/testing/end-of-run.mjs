// Required by every run of mocha (.mocharc.json): a run whose last test is over must end by itself.
import { whatKeepsAlive } from "./alive.mjs";

/** How long what is still closing may take. */
const GRACE_MS = Number(process.env.MADOGUCHI_TEST_GRACE_MS ?? 10_000);

/** Names what keeps the run alive, and ends it as failed. */
function endAsFailed() {
  const alive = whatKeepsAlive();
  process.stderr.write(
    `✘ the last test is over, but the run does not end · 最後のテストの後も終了しません:\n${alive.map((line) => `    ${line}\n`).join("")}`,
  );
  // Mocha sets the code by the counts of its tests when the process ends: this comes after it.
  process.once("exit", () => {
    process.exitCode = 1;
  });
  process.exit(1);
}

export function mochaGlobalTeardown() {
  // It does not keep the run alive itself, so that it goes off only when something else does.
  setTimeout(endAsFailed, GRACE_MS).unref();
}
