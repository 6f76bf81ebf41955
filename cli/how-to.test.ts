import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { RawClient } from "#harness/daemon/daemon-in-test.js";
import { packageRoot } from "#harness/scenario/package-root.js";

const MAIN = fileURLToPath(new URL("./main.js", import.meta.url));

function opensslIsThree(): boolean {
  try {
    return /^OpenSSL [3-9]/.test(execFileSync("openssl", ["version"], { encoding: "utf8" }));
  } catch {
    return false;
  }
}

describe("docs/how-to/run-the-daemon.md", function () {
  this.timeout(120_000);
  let folder: string;

  beforeEach(() => {
    // Inside the checkout: the page's script imports the package by its own name.
    mkdirSync(join(packageRoot, "out"), { recursive: true });
    folder = mkdtempSync(join(packageRoot, "out", "how-to-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("followed to the letter from an empty folder brings up a daemon that clerk and business system can log in to", async function () {
    if (!opensslIsThree() || process.platform === "win32") this.skip();
    const page = readFileSync(join(packageRoot, "docs/how-to/run-the-daemon.md"), "utf8");
    const [setUp, run] = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block!);
    execFileSync("sh", ["-e"], { cwd: folder, input: setUp, stdio: ["pipe", "ignore", "pipe"] });
    const config = join(folder, "my-counter", "madoguchi.yaml");
    // The page's port may be taken on this machine.
    writeFileSync(config, readFileSync(config, "utf8").replace("8443", "0"));

    const [, , command, option, file] = run!.trim().split(" ");
    const child = spawn(process.execPath, [MAIN, command!, option!, join(folder, file!)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const exit = once(child, "exit");
    try {
      let wire: string | undefined;
      for await (const line of createInterface({ input: child.stdout! })) {
        wire = /wss:\S+/.exec(line)?.[0];
        if (wire !== undefined) break;
      }
      const read = (name: string) => readFileSync(join(folder, "my-counter", name), "utf8");
      const greeted = async (identity = {}) => {
        const client = await new RawClient(wire!, { ca: read("ca.pem"), ...identity }).opened();
        await client.ask("hello", { client: { name: "t", version: "1" }, api: { min: 1, max: 1 } });
        return client;
      };
      const clerk = await greeted();
      const password = read("clerk.password").trim();
      expect(await clerk.codeOf("session.login", { municipality: "13101", operatorId: "clerk", password })).to.equal(
        "ok",
      );
      const { result } = await clerk.ask("services.list");
      expect(result!["services"]).to.have.length(1);
      const system = await greeted({ cert: read("library-window.pem"), key: read("library-window-key.pem") });
      expect(await system.codeOf("session.loginSystem", { systemId: "library-window" })).to.equal("ok");
    } finally {
      child.kill("SIGTERM");
    }
    expect(await exit).to.deep.equal([0, null]);
  });
});
