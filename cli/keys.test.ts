import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { checkValue } from "#daemon/keys/wrapping.js";
import { CITY, DaemonInTest } from "#harness/daemon/daemon-in-test.js";
import { TestPki } from "#harness/municipality/test-pki.js";

const MAIN = fileURLToPath(new URL("./main.js", import.meta.url));

function madoguchi(...args: string[]): Promise<{ code: number; out: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), out: `${stdout}${stderr}` }),
    );
  });
}

describe("madoguchi keys", function () {
  this.timeout(60_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "madoguchi-keys-test-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("make writes a key for its owner alone, tells its check value and not the key, and never writes over a file", async () => {
    const file = join(folder, "area.key");
    const { code, out } = await madoguchi("keys", "make", file);
    expect(code, out).to.equal(0);
    const text = readFileSync(file, "utf8");
    expect(text).to.match(/^[0-9A-F]{64}\n$/);
    if (process.platform !== "win32") expect(statSync(file).mode & 0o777).to.equal(0o600);
    const value = checkValue(Buffer.from(text.trim(), "hex"));
    expect(out).to.contain(value).and.not.to.contain(text.trim());
    const again = await madoguchi("keys", "make", file);
    expect(again.code).to.equal(1);
    expect(again.out).to.contain("keys.bad-file");
    expect(readFileSync(file, "utf8")).to.equal(text);
  });

  it("check tells the check value of each key file, and which file is none", async () => {
    const key = Buffer.alloc(32, 0x5a);
    writeFileSync(join(folder, "one"), `${key.toString("hex")}\n`, { mode: 0o600 });
    writeFileSync(join(folder, "bad"), "12\n", { mode: 0o600 });
    const { code, out } = await madoguchi("keys", "check", join(folder, "bad"), join(folder, "one"));
    expect(code).to.equal(1);
    expect(out)
      .to.contain("keys.bad-file")
      .and.to.contain(`${checkValue(key)}  ${join(folder, "one")}`);
    expect(out).not.to.contain(key.toString("hex"));
  });

  it("status shows a running daemon's setting and keys by id, generation and check value, never a key (R-DATA-09, R-AREA-11)", async () => {
    const pki = await TestPki.create();
    const daemon = await new DaemonInTest(pki).start();
    try {
      const { code, out } = await madoguchi("keys", "status", "--config", daemon.configFile, "--json");
      expect(code, out).to.equal(0);
      const { kek, municipalities } = JSON.parse(out);
      expect(kek).to.match(/^[0-9A-F]{16}$/);
      const master = daemon.secrets.areaMaster("own");
      expect(municipalities[0]).to.include({ code: CITY, setting: "initialised" });
      expect(municipalities[0].keys).to.deep.include({
        ...{ use: "area", municipality: CITY, keyId: "HOSHIMI-1", generation: 1 },
        ...{ checkValue: checkValue(master), under: kek },
      });
      const said = await madoguchi("keys", "status", "--config", daemon.configFile);
      expect(said.out).to.contain("HOSHIMI-1").and.to.contain("初期設定済み");
      for (const text of [out, said.out]) {
        expect(text.toLowerCase()).not.to.contain(Buffer.from(master).toString("hex"));
      }
    } finally {
      await daemon.stop();
      pki.close();
    }
  });
});
