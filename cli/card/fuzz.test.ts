import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";

const MAIN = fileURLToPath(new URL("../main.js", import.meta.url));
const LOOP = new URL("./endless-loop.fixture.js", import.meta.url).href;
const run = (...flags: string[]) => promisify(execFile)(process.execPath, [MAIN, "card", "fuzz", ...flags]);

describe("madoguchi card fuzz", function () {
  this.timeout(60_000);

  it("sends at least as many APDUs as asked to each profile named, and says so, the same for the same seed", async () => {
    const flags = ["--profile", "hagi", "kikyo", "--count", "500", "--seed", "cli", "--json"];
    const reports = async () =>
      (await run(...flags)).stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as { profile: string; commands: number; sequences: number });
    const once = await reports();
    expect(once.map(({ profile }) => profile)).to.deep.equal(["hagi", "kikyo"]);
    for (const { commands } of once) expect(commands).to.be.at.least(500);
    const counts = ({ commands, sequences }: { commands: number; sequences: number }) => [commands, sequences];
    expect((await reports()).map(counts)).to.deep.equal(once.map(counts));
  });

  it("breaks off a card that never answers, and names the seed and the APDU that it hung at (R-CARD-11)", async () => {
    const flags = ["card", "fuzz", "--profile", "aoba", "--count", "100000", "--limit", "500", "--json"];
    const { code, stdout } = await promisify(execFile)(process.execPath, ["--import", LOOP, MAIN, ...flags]).then(
      () => ({ code: 0, stdout: "" }),
      (error: { code: number; stdout: string }) => error,
    );
    expect(code).to.equal(1);
    const { finding, slowestMs } = JSON.parse(stdout) as {
      slowestMs: number;
      finding: { kind: string; problem: string; seed: string; state: string; steps: { command: string }[] };
    };
    expect(finding).to.include({ kind: "hang" });
    expect(finding.seed).to.match(/^1\/\d+$/);
    const last = finding.steps.at(-1)!.command;
    expect(last.slice(2, 4), "GET CHALLENGE").to.equal("84");
    expect(finding.problem).to.include(last.slice(0, 80));
    expect(slowestMs).to.be.at.least(500);
  });

  it("refuses a count that is none, and a profile that does not exist", async () => {
    const refusal = (...flags: string[]) =>
      run(...flags).then(
        () => "",
        ({ code, stderr }: { code: number; stderr: string }) => `${code} ${stderr}`,
      );
    expect(await refusal("--count", "0")).to.match(/^2 /);
    expect(await refusal("--profile", "nothing", "--count", "1")).to.match(/^1 .*profile\.unknown/);
  });
});
