import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { packageRoot } from "#harness/scenario/package-root.js";
import { parseProfile, profileNames, profileText } from "#simulator/profiles/index.js";

const MAIN = fileURLToPath(new URL("./main.js", import.meta.url));

describe("madoguchi profile", function () {
  this.timeout(60_000);
  let folder: string;
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [MAIN, "profile", ...args], { encoding: "utf8", cwd: packageRoot });

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "madoguchi-profiles-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("lists every profile of the house", () => {
    const { status, stdout } = run();
    expect(status).to.equal(0);
    expect(stdout.split("\n").map((line) => line.split(" ")[0])).to.include.members([...profileNames()]);
  });

  it("shows a file that is a profile wherever it is put, its schema found", () => {
    const { stdout } = run("show", "aoba");
    expect(parseProfile(stdout, "copy.yaml")).to.deep.equal(parseProfile(profileText("aoba"), "aoba.yaml"));
    expect(stdout).to.match(/^# yaml-language-server: \$schema=\/.*profile\.schema\.json\n/);
  });

  it("checks a file: every mistake at its place and exit code 1, or figures from a card that was tried", () => {
    const file = join(folder, "mine.yaml");
    writeFileSync(file, profileText("yamabuki").replace("kind: myna", "kind: other").replace("S8", "S9"));
    const wrong = run("check", file);
    expect([wrong.status, wrong.stdout]).to.deep.equal([1, ""]);
    expect(wrong.stderr)
      .to.match(/mine\.yaml:\d+:7: kind: /)
      .and.to.match(/mine\.yaml:\d+:\d+: scp03\.mode: /);
    writeFileSync(file, profileText("yamabuki"));
    const { status, stdout } = run("check", file, "--json");
    expect(status).to.equal(0);
    const told = JSON.parse(stdout);
    expect(told).to.include({ name: "yamabuki", applications: 5, refusal: "card.no-space", limitedBy: "areaQuota" });
    expect(told.warnings[0]).to.include({ place: "apdu.extended" });
    expect(told.warnings).to.have.length(1);
  });

  it("warns, with the figure that would do, of an area or a volatile memory too small for one application, and refuses one that cannot be set", () => {
    const file = join(folder, "small.yaml");
    const check = (from: RegExp, to: string) => {
      writeFileSync(file, profileText("aoba").replace(from, to));
      return run("check", file, "--json");
    };
    const quota = /areaQuota: \{ value: \d+/;
    const small = JSON.parse(check(quota, "areaQuota: { value: 904").stdout);
    expect(small).to.include({ applications: 0 });
    const [{ place, en, ja }] = small.warnings;
    expect(place).to.equal("memory.areaQuota");
    expect(en).to.include("takes 1072 octets, 720 are free").and.to.include("1256 would be enough");
    expect(ja).to.include("1256");
    expect(JSON.parse(check(quota, "areaQuota: { value: 1256").stdout)).to.include({ applications: 1 });
    const [ram] = JSON.parse(check(/transient: \{ value: \d+/, "transient: { value: 80").stdout).warnings;
    expect(ram)
      .to.include({ place: "memory.transient" })
      .and.to.have.property("en")
      .that.includes("88 would be enough");
    const none = check(quota, "areaQuota: { value: 100");
    expect([none.status, none.stderr]).to.satisfy(
      ([status, text]: [number, string]) => status === 1 && text.includes("profile.area-too-small"),
    );
  });

  it("says of tenants on a card without GlobalPlatform that they are for the other dialects", () => {
    const file = join(folder, "tenants.yaml");
    writeFileSync(file, `${profileText("ajisai")}tenants: [driving-licence]\n`);
    const { status, stderr } = run("check", file);
    expect(status).to.equal(1);
    expect(stderr).to.match(/tenants\.yaml:\d+:\d+: tenants: only on a GlobalPlatform card/);
  });
});
