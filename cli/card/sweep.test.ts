import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "#harness/scenario/package-root.js";
import { sweepBar, sweepFindings, sweepMarkdown, sweepTable } from "./sweep-display.js";

const MAIN = join(packageRoot, "dist/cli/main.js");
const BROKEN = join(packageRoot, "dist/cli/card/broken-journal.fixture.js");

function run(...args: string[]) {
  return spawnSync(process.execPath, [...args], { encoding: "utf8", cwd: packageRoot });
}

const row = { profile: "aoba", operation: "put-key", apdus: 2, octets: 100, cases: 7, old: 3, new: 4, between: 0 };
const RESULT = {
  ...row,
  triesGained: 1,
  rows: [{ ...row, triesGained: 1 }],
  findings: [
    {
      profile: "aoba",
      operation: "put-key",
      act: "",
      command: Uint8Array.of(0x84, 0xd8, 4, 0x81, 0),
      octet: 12,
      residue: 5,
      again: undefined,
      what: "between" as const,
    },
  ],
  interrupted: false,
};

describe("madoguchi card sweep", function () {
  this.timeout(120_000); // the first run makes 2048-bit keys

  it("prints five figures and nothing else with --json, and ends with 0", () => {
    const args = ["card", "sweep", "--profile", "aoba", "hagi", "--operation", "put-key", "delete"];
    const { status, stdout, stderr } = run(MAIN, ...args, "--seed", "cli", "--json");
    expect(status, stderr).to.equal(0);
    const told = JSON.parse(stdout) as Record<string, number>;
    expect(Object.keys(told)).to.deep.equal(["cases", "old", "new", "between", "triesGained"]);
    expect(told).to.include({ between: 0, triesGained: 0 });
    expect(told["old"]! + told["new"]!)
      .to.equal(told["cases"])
      .and.to.be.greaterThan(100);
    expect(stderr).to.equal("… aoba\n… hagi\n");
    expect(run(MAIN, ...args, "--seed", "cli", "--json").stdout).to.equal(stdout);
    expect(run(MAIN, ...args, "--seed", "another", "--json").stdout).to.not.equal(stdout);
  });

  it("ends with 1 over a card with a broken journal, and names the places", () => {
    const args = ["card", "sweep", "--profile", "aoba", "--operation", "put-key", "--seed", "cli"];
    const { status, stdout, stderr } = run("--import", BROKEN, MAIN, ...args);
    expect(status, stderr).to.equal(1);
    expect(stdout).to.match(/✘ aoba put-key [0-9A-F]{8} after \d+ octets/);
    expect(stdout).to.include("✘ 不合格 failed").and.to.include("seed cli");
  });

  it("refuses a profile or an operation that there is not", () => {
    expect(run(MAIN, "card", "sweep", "--profile", "nobody").stderr).to.include("profile.unknown");
    const { status, stderr } = run(MAIN, "card", "sweep", "--operation", "explode");
    expect(status).to.equal(2);
    expect(stderr).to.include("set-area");
  });

  it("ends at Ctrl-C with what it has, marked as a part: exit code 130", async () => {
    const child = spawn(process.execPath, [MAIN, "card", "sweep", "--seed", "cli", "--json"], {
      cwd: packageRoot,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const exit = once(child, "exit");
    child.stderr.once("data", () => child.kill("SIGINT"));
    let told = "";
    for await (const text of child.stdout.setEncoding("utf8")) told += text;
    expect(await exit).to.deep.equal([130, null]);
    expect(JSON.parse(told)).to.include({ interrupted: true, between: 0 });
  });

  it("shows a table with the sum below it, in text and in Markdown, and where a case failed", () => {
    expect(sweepTable(RESULT).split("\n")[2]).to.match(/^total\s+2\s+100\s+7\s+3\s+4\s+0\s+1$/);
    expect(sweepMarkdown(RESULT)).to.include("| aoba | put-key | 2 | 100 | 7 | 3 | 4 | 0 | 1 |");
    expect(sweepFindings(RESULT, "en")[0]).to.include("aoba put-key 84D80481 after 12 octets, residue 05");
  });

  it("redraws one line on a terminal, never wider than it is", () => {
    const lines: string[] = [];
    const bar = sweepBar({ write: (text) => void lines.push(text), isTTY: true, columns: 40 });
    const progress = { ...RESULT, tally: RESULT, ofOctets: 200 };
    bar.show(progress);
    bar.show(progress);
    bar.end();
    expect(lines).to.have.length(2);
    expect(lines[0]).to.include("###").and.to.include("50 %").and.not.to.include("\n");
    expect(lines[0]!.length).to.be.at.most(40 + 5);
  });
});
