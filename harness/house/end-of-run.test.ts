import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import { describe, it } from "mocha";

const root = join(import.meta.dirname, "../../..");
const RUNNER = join(root, "scripts/testing/run-tests.mjs");
const PLANTED = "dist/harness/house/planted-leaks.fixture.js";
/** Files with tests of their own, which a run of several processes deals out beside the planted one. */
const OTHERS = ["dist/card/bytes/*.test.js", "dist/card/iso7816/atr.test.js"];

/** Runs the planted tests as `npm test` does, after its set-up. */
function run(leaks: string, grace: string, patterns: readonly string[] = [PLANTED]) {
  const script = `const { runTests } = await import(${JSON.stringify(RUNNER)}); process.exitCode = await runTests(${JSON.stringify(patterns)});`;
  const env = { ...process.env, MADOGUCHI_TEST_PLACES: "2", PLANTED_LEAKS: leaks, MADOGUCHI_TEST_GRACE_MS: grace };
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

  it("adds up what several processes counted, a failure in one of them with its place", () => {
    const whole = run("", "60000", [PLANTED, ...OTHERS]);
    const passed = Number(/^(\d+) passed, 0 failed, 0 skipped$/.exec(whole.last ?? "")?.[1]);
    expect(passed, whole.said).to.be.greaterThan(2);
    const { last, status, said } = run("failure", "60000", [PLANTED, ...OTHERS]);
    expect(last).to.equal(`${passed} passed, 1 failed, 0 skipped`);
    expect(said).to.match(/planted\n.*planted-leaks\.fixture\.ts:\d+/s);
    expect(status).to.equal(1);
  });

  it("counts a process that ends in mid-test as a failure and names the files of its share", () => {
    const { last, status, said } = run("exit", "60000", [PLANTED, ...OTHERS]);
    expect(said).to.match(/ended \(3\) before it had counted.*planted-leaks\.fixture\.js/);
    expect(last).to.match(/^\d+ passed, 1 failed, 0 skipped$/);
    expect(status).to.equal(1);
  });
});
