import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { requireTools } from "#harness/outside/require-tools.fixture.js";
import { PcscStack } from "#harness/stack/index.js";

const MAIN = fileURLToPath(new URL("./main.js", import.meta.url));

describe("madoguchi card", function () {
  this.timeout(60_000);
  let stack: PcscStack;
  let folder: string;
  let program: ChildProcess | undefined;
  let output = "";

  /** Starts the command and waits until pcscd sees its card. */
  const insert = async (...flags: string[]) => {
    output = "";
    const port = String(stack.slots[0]!.port);
    program = stack.spawn(process.execPath, [MAIN, "card", "--person", "hanako", "--port", port, ...flags]);
    for (const stream of [program.stdout!, program.stderr!]) stream.on("data", (chunk) => (output += String(chunk)));
    await stack.card(0, "present");
  };
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    const child = program!;
    program = undefined;
    child.kill(signal);
    const [code] = (await once(child, "close")) as [number | null];
    await stack.card(0, "absent");
    return code;
  };
  const verify = async (pin: string) =>
    (await stack.run("pkcs15-tool", ["--reader", "0", "--verify-pin", "--auth-id", "01", "--pin", pin])).code;
  const triesLeft = async () => {
    const { stdout } = await stack.run("pkcs15-tool", ["--reader", "0", "-D"]);
    return /User Authentication PIN[\s\S]*?Tries left +: (\d)/.exec(stdout)?.[1];
  };

  before(async function () {
    requireTools(this, "opensc-tool", "pkcs15-tool");
    stack = await PcscStack.start();
    folder = mkdtempSync("/tmp/madoguchi-card-");
  });
  afterEach(() => {
    program?.kill("SIGKILL");
  });
  after(async () => {
    await stack?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  it("says what it inserted, and takes it out in order when it is ended", async () => {
    await insert();
    expect(output).to.match(/ATR 3B[0-9A-F]+/);
    expect(output).to.include("D392F000260100000001");
    expect(output).to.match(/auth 1234 /);
    expect(await end("SIGTERM")).to.equal(0);
    expect(output).to.include("taken out");
  });

  it("traces commands by name, with the PIN masked", async () => {
    await insert("--trace");
    expect(await verify("8642")).to.not.equal(0);
    await end("SIGINT");
    expect(output).to.match(/› .*\n {4}→ 63C2/);
    expect(output).to.include("00200080[secret]");
    expect(output).to.not.include("38363432").and.to.not.include("8642");
  });

  it("keeps the tries of a PIN in its state file through a kill", async () => {
    const state = ["--state", join(folder, "card.state")];
    await insert(...state);
    expect(await verify("9999")).to.not.equal(0);
    expect(await verify("9999")).to.not.equal(0);
    await end("SIGKILL");
    await insert(...state);
    expect(await triesLeft()).to.equal("1");
    expect(await verify("1234")).to.equal(0);
    await end("SIGKILL");
    await insert(...state);
    expect(await triesLeft()).to.equal("3");
    await end("SIGTERM");
  });

  it("brings a pcscd of its own where none runs, says how to reach it, and ends it", async () => {
    program = spawn(process.execPath, [MAIN, "card", "--private"], { stdio: ["ignore", "pipe", "inherit"] });
    const lines = createInterface({ input: program.stdout! });
    let socket: string | undefined;
    for await (const line of lines) {
      socket ??= /PCSCLITE_CSOCK_NAME=(\S+)/.exec(line)?.[1];
      if (line.startsWith("✔ in the reader")) break;
    }
    const child = program;
    const closed = once(child, "close");
    child.stdout!.resume();
    child.kill("SIGINT");
    expect((await closed)[0]).to.equal(0);
    program = undefined;
    expect(socket).to.match(/pcscd\.comm$/);
    expect(existsSync(socket!), "its socket").to.equal(false);
  });

  it("ends with 1 and a typed error for a person, a profile or a slot that does not exist", async () => {
    for (const [flags, code] of [
      [["--person", "nobody"], "people.unknown"],
      [["--profile", "nothing"], "profile.unknown"],
      [["--slot", "99"], "vpcd.bad-port"],
    ] as const) {
      const run = await stack.run(process.execPath, [MAIN, "card", ...flags]);
      expect(run.code, code).to.equal(1);
      expect(run.stderr).to.include(`✘ ${code}`);
    }
  });
});
