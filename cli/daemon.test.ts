import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { TestSecrets } from "#harness/municipality/secrets.js";
import { TestPki } from "#harness/municipality/test-pki.js";
import { writeMunicipality } from "#harness/municipality/write-municipality.js";
import { loadMunicipality } from "#harness/scenario/load-scenario.js";
import { packageRoot } from "#harness/scenario/package-root.js";

const MAIN = fileURLToPath(new URL("./main.js", import.meta.url));

function ended(...args: string[]): Promise<{ code: number; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, "daemon", ...args], (error, _stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stderr }),
    );
  });
}

describe("madoguchi daemon", function () {
  this.timeout(60_000);
  let folder: string;
  let pki: TestPki;

  before(async () => {
    pki = await TestPki.create();
  });
  after(() => pki.close());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "madoguchi-cli-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const municipality = (port: number) =>
    writeMunicipality({
      folder,
      fixture: loadMunicipality(`${packageRoot}scenarios/fixtures/hoshimi.yaml`),
      secrets: new TestSecrets("cli"),
      pki,
      csUrl: "https://localhost:9",
      port,
    });

  it("tells every mistake of its configuration in one block and ends with 1", async () => {
    const file = join(folder, "daemon.yaml");
    writeFileSync(file, "data: 1\nmunicipalities: []\n");
    const { code, stderr } = await ended("--config", file);
    expect(code).to.equal(1);
    expect(stderr.trimEnd().split("\n")).to.have.length(6);
    expect(stderr).to.contain(`${file}:1:7: data:`).and.to.contain(`${file}:1:1: cs: this field is missing`);
    expect(stderr).not.to.match(/\bat .*\.js/);
  });

  it("ends with 2 when it is not told its configuration", async () => {
    expect((await ended()).code).to.equal(2);
  });

  it("ends with 1 and says so when its port is taken", async () => {
    const holder = createServer().listen(0, "127.0.0.1");
    await once(holder, "listening");
    const { code, stderr } = await ended("--config", await municipality((holder.address() as AddressInfo).port));
    holder.close();
    expect([code, stderr.split("\n")[0]]).to.satisfy(
      ([exit, line]: [number, string]) => exit === 1 && /cannot-listen/.test(line),
    );
  });

  it("is refused on the data directory of another one, by the process id, and leaves that one alone", async () => {
    const config = await municipality(0);
    const child = spawn(process.execPath, [MAIN, "daemon", "--config", config], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const exit = once(child, "exit");
    try {
      for await (const line of createInterface({ input: child.stdout })) if (/wss:\/\//.test(line)) break;
      const { code, stderr } = await ended("--config", config);
      expect(code).to.equal(1);
      expect(stderr).to.include("daemon.already-running").and.to.include(`pid=${child.pid}`);
      expect(child.exitCode).to.equal(null);
    } finally {
      child.kill("SIGTERM");
      await exit;
    }
  });

  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    it(`says where it is, and ends with 0 and no child left on ${signal}`, async () => {
      const child: ChildProcess = spawn(process.execPath, [MAIN, "daemon", "--config", await municipality(0)], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const lines: string[] = [];
      const exit = once(child, "exit");
      for await (const line of createInterface({ input: child.stdout! })) {
        lines.push(line);
        if (/wss:\/\//.test(line)) child.kill(signal);
      }
      expect(await exit).to.deep.equal([0, null]);
      expect(lines.join("\n")).to.match(/https:\/\/127\.0\.0\.1:\d+\n.*wss:\/\/127\.0\.0\.1:\d+\/ws/);
    });
  }
});
