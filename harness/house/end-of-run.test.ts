import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import { describe, it } from "mocha";

const root = join(import.meta.dirname, "../../..");
const RUNNER = join(root, "scripts/testing/run-tests.mjs");
const PLANTED = "dist/harness/house/planted-leaks.fixture.js";

/** Runs the planted tests as `npm test` does, after its set-up. */
function run(leaks: string, grace: string) {
  const script = `const { runTests } = await import(${JSON.stringify(RUNNER)}); process.exitCode = await runTests([${JSON.stringify(PLANTED)}]);`;
  const env = { ...process.env, PLANTED_LEAKS: leaks, MADOGUCHI_TEST_GRACE_MS: grace };
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd: root,
    env,
    encoding: "utf8",
  });
  return { status, said: stdout + stderr, last: stdout.trimEnd().split("\n").at(-1) };
}

describe("A test run after its last test", function () {
  this.timeout(60_000);

  it("ends with code 0 when nothing was left open", () => {
    const { status, last, said } = run("", "60000");
    expect(last).to.equal("1 passed, 0 failed, 0 skipped");
    expect(status, said).to.equal(0);
  });

  it("names servers, sockets, child processes and timers that keep it alive, with their place, and counts as failed", function () {
    if (process.platform === "win32") this.skip();
    const { status, said, last } = run("server timer child", "200");
    const at = "harness/house/planted-leaks\\.fixture\\.ts:\\d+";
    expect(said).to.match(new RegExp(`Server listening on 127\\.0\\.0\\.1 \\d+, heard at ${at}`));
    expect(said).to.match(/Socket port \d+ to 127\.0\.0\.1 \d+/);
    expect(said).to.match(new RegExp(`child process \\d+: sleep 1234, heard at ${at}`));
    expect(said).to.match(new RegExp(`timer each 3600000 ms, ${at}`));
    expect(last).to.match(/^4 passed, [12] failed, 0 skipped$/);
    expect(status).to.equal(1);
  });

  it("names and ends a process that it left behind, which would hold on to its output", function () {
    if (process.platform !== "linux") this.skip();
    const { status, said, last } = run("process", "200");
    expect(said).to.match(/process \d+: sleep 1235/);
    expect(last).to.equal("2 passed, 1 failed, 0 skipped");
    expect(status).to.equal(1);
  });
});
