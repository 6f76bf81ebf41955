import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { requireTools } from "#harness/outside/require-tools.fixture.js";
import { packageRoot } from "#harness/scenario/package-root.js";

const MAIN = fileURLToPath(new URL("../main.js", import.meta.url));
const page = readFileSync(join(packageRoot, "docs/how-to/drive-many-cards.md"), "utf8");
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(([, block]) => block!);

/** `npx madoguchi …` of the page is the command line of this checkout. */
const NPX = `npx() { shift; "${process.execPath}" "${MAIN}" "$@"; }\n`;

describe("docs/how-to/drive-many-cards.md", function () {
  this.timeout(180_000);
  let folder: string;

  beforeEach(() => {
    // Inside the checkout: the page's program imports the package by its own name.
    mkdirSync(join(packageRoot, "out"), { recursive: true });
    folder = mkdtempSync(join(packageRoot, "out", "desk-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("followed to the letter drives a desk of sixteen readers", async function () {
    requireTools(this, "opensc-tool", "tshark", "curl");
    const [serve, use, speak] = blocks("sh");
    // A socket's path has little room: the folder for it is not the one in the checkout.
    const runtime = mkdtempSync("/tmp/madoguchi-");
    const env = { ...process.env, XDG_RUNTIME_DIR: runtime };
    const args = serve!.trim().split(" ").slice(2);
    const desk = spawn(process.execPath, [MAIN, ...args], {
      cwd: packageRoot,
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const exit = once(desk, "exit");
    try {
      const socket = await new Promise<string>((resolve) => {
        createInterface({ input: desk.stdout }).on("line", (line) => {
          const name = /export PCSCLITE_CSOCK_NAME=(\S+)/.exec(line)?.[1];
          if (name !== undefined) resolve(name);
        });
      });
      const shell = (script: string) =>
        new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
          const surroundings = { ...env, PCSCLITE_CSOCK_NAME: socket };
          execFile("sh", ["-e", "-c", NPX + script], { cwd: folder, env: surroundings }, (error, stdout, stderr) => {
            resolve({ code: error?.code ?? 0, stdout, stderr });
          });
        });
      const used = await shell(use!);
      expect(used.code, used.stderr).to.equal(0);
      expect(used.stdout.match(/^\d+ +(Yes|No ) .*Virtual PCD/gm)).to.have.lengthOf(16);
      expect(used.stdout)
        .to.include("struck 0")
        .and.to.match(/taro +hagi +taro +15/);
      expect(used.stdout)
        .to.match(/hanako {2}● power on {2}ATR 3B/)
        .and.to.include("Select file");
      const spoken = await shell(speak!);
      expect(spoken.stdout).to.include('{"result":{"id":').and.to.include('"name":"hanako"');
    } finally {
      desk.kill("SIGINT");
    }
    expect(await exit).to.deep.equal([0, null]);
    rmSync(runtime, { recursive: true });
  });

  it("has a program that runs as it stands", async () => {
    const program = join(folder, "desk.mjs");
    writeFileSync(program, blocks("ts")[0]!);
    const { code, stdout, stderr } = await new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
      execFile(process.execPath, [program], { cwd: packageRoot }, (error, stdout, stderr) => {
        resolve({ code: error?.code ?? 0, stdout, stderr });
      });
    });
    expect(code, stderr).to.equal(0);
    expect(stdout).to.match(/^[0-9a-f]+9000 \d+\n$/);
  });
});
