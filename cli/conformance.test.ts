import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { makeTown, type Town } from "#harness/conformance/conformance.fixture.js";
import { VendorSystem } from "#harness/conformance/systems/vendor-system.fixture.js";
import { packageRoot } from "#harness/scenario/package-root.js";

const MAIN = fileURLToPath(new URL("./main.js", import.meta.url));

const madoguchi = (...args: string[]) =>
  new Promise<{ code: number; out: string }>((resolve) => {
    execFile(process.execPath, [MAIN, ...args], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), out: `${stdout}${stderr}` }),
    );
  });

describe("madoguchi conformance (R-IF-02, R-IF-03)", function () {
  this.timeout(120_000);
  let folder: string;
  let town: Town;
  const at = (name: string) => join(folder, name);
  const files = () => [
    ...["--ca", at("ca.pem"), "--cert", at("counter.pem"), "--key", at("counter-key.pem")],
    ...["--other-cert", at("other.pem"), "--other-key", at("other-key.pem")],
  ];
  const against = async (breaks: string | undefined, ...more: string[]) => {
    const system = await VendorSystem.start({ ...town.server, ca: town.ca, ...(breaks !== undefined && { breaks }) });
    const what = ["--against", system.origin, "--system", "vendor", "--fields", "name,address"];
    try {
      return await madoguchi("conformance", ...what, ...files(), ...more);
    } finally {
      await system.close();
    }
  };
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "madoguchi-conformance-test-"));
    town = await makeTown();
    writeFileSync(at("ca.pem"), town.ca);
    for (const name of ["counter", "other"] as const) {
      writeFileSync(at(`${name}.pem`), town[name].cert);
      writeFileSync(at(`${name}-key.pem`), town[name].key, { mode: 0o600 });
    }
    expect((await madoguchi("package", "key", at("report-key.pem"), at("report-public.pem"))).code).to.equal(0);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("lists each clause in both languages, writes the signed report once, and ends with 0", async () => {
    const signed = ["--sign", at("report-key.pem"), "--report", at("report.jws")];
    const { code, out } = await against(undefined, ...signed);
    expect(code, out).to.equal(0);
    expect(out).to.include("✔ 3.4  項目の変更により停止が解除されない。 · A stop stays when the user's fields change.");
    expect(out).not.to.include("✘");
    const payload = readFileSync(at("report.jws"), "utf8").split(".")[1]!;
    const report = JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<string, unknown>;
    expect(report).to.include({ system: "vendor", version: "1.0", passed: true });
    const again = await against(undefined, ...signed);
    expect(again.code).to.equal(1);
    expect(again.out).to.include("conformance.in-the-way");
  });

  it("ends with 1 and names the clause that does not hold, as data too", async () => {
    const { code, out } = await against("3.4", "--json");
    expect(code).to.equal(1);
    const { passed, clauses } = JSON.parse(out) as {
      passed: boolean;
      clauses: { id: string; held: boolean; saw?: string }[];
    };
    expect(passed).to.equal(false);
    expect(clauses.filter(({ held }) => !held).map(({ id }) => id)).to.deep.equal(["3.4"]);
  });

  it("refuses a report without a key before anything is tried", async () => {
    const { code } = await against(undefined, "--report", at("unsigned.jws"));
    expect(code).to.equal(2);
    expect(existsSync(at("unsigned.jws"))).to.equal(false);
  });

  it("knows a system by the published files alone: the run imports neither contract, access module nor doubles (R-IF-03)", () => {
    const root = join(packageRoot, "harness/conformance");
    const run = ["trials", "."]
      .flatMap((sub) => readdirSync(join(root, sub)).map((name) => join(root, sub, name)))
      .filter((file) => file.endsWith(".ts") && !/\.(test|fixture)\.ts$/.test(file))
      .map((file) => readFileSync(file, "utf8"));
    expect(run.length).to.be.greaterThan(10);
    expect(run.filter((text) => /from "(#daemon\/(?!tls\/)|#access|\.\.\/(\.\.\/)?doubles)/.test(text))).to.deep.equal(
      [],
    );
  });
});
