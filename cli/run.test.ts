import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "#harness/scenario/package-root.js";
import { scenarioFiles } from "./run.js";

function run(...args: string[]) {
  const main = join(packageRoot, "dist/cli/main.js");
  return spawnSync(process.execPath, [main, "run", ...args], { encoding: "utf8", cwd: packageRoot });
}

describe("madoguchi run", function () {
  this.timeout(120_000);
  let out: string;
  before(() => {
    out = mkdtempSync(join(tmpdir(), "madoguchi-run-"));
  });
  after(() => rmSync(out, { recursive: true, force: true }));

  it("finds every scenario, the main flow first, and takes no fixture for one", () => {
    const names = scenarioFiles([]).map((path) => path.slice(packageRoot.length));
    expect(names[0]).to.equal("scenarios/counter/main-flow.yaml");
    expect(names).to.include("scenarios/counter/card-pulled.yaml");
    expect(names.join()).not.to.include("fixtures");
  });

  it("writes one plain line a step and the reports, and ends with 0", () => {
    const { status, stdout } = run("scenarios/counter", "--grep", "suspended-card", "--report", out);
    expect(status, stdout).to.equal(0);
    expect(stdout).to.include("✓  7 一時停止中のため搭載が拒否される").and.not.to.include("\u001b");
    for (const name of ["report.html", "junit.xml", "run.json"]) {
      expect(readFileSync(join(out, name), "utf8")).to.include("counter.suspended-card");
    }
  });

  it("runs the scenario that the how-to page shows", () => {
    const page = readFileSync(join(packageRoot, "docs/how-to/write-a-scenario.md"), "utf8");
    const file = join(out, "my-flow.yaml");
    writeFileSync(file, /```yaml\n([\s\S]*?)```/.exec(page)![1]!);
    const { status, stdout } = run(file, "--report", out);
    expect(status, stdout).to.equal(0);
  });

  it("refuses a wrong scenario with its place before anything runs, and ends with 1", () => {
    const { status, stdout, stderr } = run("harness/scenario/malformed/unknown-card.yaml", "--report", out);
    expect(status).to.equal(1);
    expect(stdout).to.equal("");
    expect(stderr).to.include("scenario.unknown-name").and.to.include("line=14").and.to.include("column=11");
  });

  it("says so when no scenario is left, and when a file is not there", () => {
    expect(run("scenarios", "--grep", "no such thing", "--report", out).stderr).to.include("runner.no-scenario");
    const missing = run("no-such-file.yaml", "--report", out);
    expect([missing.status, missing.stderr.includes("scenario.unreadable")]).to.deep.equal([1, true]);
  });

  it("tells a Ctrl-C as an interruption: exit code 130, and a report without a failure", async () => {
    const main = join(packageRoot, "dist/cli/main.js");
    const child = spawn(process.execPath, [main, "run", "scenarios/counter/main-flow.yaml", "--report", out], {
      cwd: packageRoot,
      stdio: ["ignore", "pipe", "ignore"],
    });
    const exit = once(child, "exit");
    let told = "";
    for await (const text of child.stdout.setEncoding("utf8")) {
      if (!told.includes("✓") && text.includes("✓")) child.kill("SIGINT");
      told += text;
    }
    expect(told).to.include("中断").and.not.to.include("✗");
    expect(await exit).to.deep.equal([130, null]);
    const { scenarios } = JSON.parse(readFileSync(join(out, "run.json"), "utf8"));
    expect(scenarios.map(({ outcome }: { outcome: string }) => outcome)).to.deep.equal(["skipped"]);
  });
});
