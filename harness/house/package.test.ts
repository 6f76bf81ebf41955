import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { describe, it } from "mocha";

const root = join(import.meta.dirname, "../../..");
const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  exports: Record<string, { types: string; default: string } | string>;
};
const entries = Object.entries(exports).flatMap(([path, entry]) =>
  typeof entry === "string" ? [] : [{ path, name: `madoguchi${path.slice(1)}`, ...entry }],
);

describe("mocha on the command line", () => {
  it("runs the files that are named and no others", () => {
    const mocha = join(root, "node_modules/mocha/bin/mocha.js");
    const named = "dist/card/crypto/aes.test.js";
    const args = [mocha, "--dry-run", "--reporter", "json", named];
    const { tests } = JSON.parse(execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" })) as {
      tests: { file: string }[];
    };
    expect([...new Set(tests.map(({ file }) => file))]).to.deep.equal([join(root, named)]);
  });
});

describe("the package as other teams get it", function () {
  this.timeout(120_000);
  let folder: string;
  let unpacked: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "madoguchi-package-"));
    execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], { cwd: root });
    execFileSync("tar", ["-xf", join(folder, `madoguchi-${readVersion()}.tgz`), "-C", folder]);
    unpacked = join(folder, "package");
    symlinkSync(join(root, "node_modules"), join(unpacked, "node_modules"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("gives every library that it names, with its types", () => {
    expect(entries.map(({ name }) => name))
      .to.include("madoguchi/card")
      .and.to.include("madoguchi/access")
      .and.to.include("madoguchi/client");
    for (const { name, types } of entries) {
      const script = `console.log(Object.keys(await import(${JSON.stringify(name)})).length)`;
      const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
        cwd: unpacked,
        encoding: "utf8",
      });
      expect(Number(stdout), `${name}: ${stderr}`).to.be.greaterThan(0);
      expect(existsSync(join(unpacked, types)), `${name}: ${types}`).to.equal(true);
    }
  });

  it("replays a scenario, so that no data file is left behind", () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["dist/cli/main.js", "run", "scenarios/counter/suspended-card.yaml", "--report", join(folder, "out")],
      { cwd: unpacked, encoding: "utf8" },
    );
    expect(status, `${stdout}\n${stderr}`).to.equal(0);
  });

  it("holds the counter page as it was built, packed for browsers, and no tests", () => {
    const page = join(unpacked, "dist/counter-page");
    for (const file of ["index.html", "index.html.br", "icon.svg"]) {
      expect(existsSync(join(page, file)), file).to.equal(true);
    }
    const named = readFileSync(join(page, "index.html"), "utf8").match(/assets\/[\w-]+\.(js|css)/g) ?? [];
    expect(named).to.have.length.greaterThan(1);
    for (const file of named) expect(existsSync(join(page, file)), file).to.equal(true);
    expect(existsSync(join(unpacked, "dist/card/crypto/aes.test.js"))).to.equal(false);
  });
});

function readVersion(): string {
  return (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }).version;
}
