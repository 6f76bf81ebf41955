import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { requireTools } from "#harness/outside/require-tools.fixture.js";
import { traceEntry } from "#simulator/trace/index.js";

const MAIN = fileURLToPath(new URL("../main.js", import.meta.url));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(program, args, { env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

describe("madoguchi card serve and its commands", function () {
  this.timeout(120_000);
  let folder: string;
  let socket: string;
  let server: ChildProcess;
  let ready: { readers: { name: string }[]; env: Record<string, string> };
  const card = (...args: readonly string[]) => run(process.execPath, [MAIN, "card", ...args, "--socket", socket]);
  const json = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await card(...args, "--json");
    expect(code, `${args.join(" ")}: ${stderr}`).to.equal(0);
    return JSON.parse(stdout);
  };

  before(async function () {
    requireTools(this, "opensc-tool");
    folder = mkdtempSync("/tmp/madoguchi-desk-");
    socket = join(folder, "s");
    const args = [MAIN, "card", "serve", "--socket", socket, "--private", "--readers", "3", "--json"];
    server = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(createInterface({ input: server.stdout! }), "line")) as [string];
    ready = JSON.parse(line);
  });
  after(async () => {
    if (server === undefined) return;
    if (server.exitCode === null) server.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  });

  it("opens as many readers as were asked for, an odd number too", () => {
    expect(ready.readers.map(({ name }) => name)).to.deep.equal(["0", "1", "2"]);
  });

  it("says which field of a fault is no field, which card the trace does not know, and where it cannot write", async () => {
    const fault = await card("fault", "nobody", "wrong-sw", "6F00");
    expect([fault.code, fault.stderr]).to.deep.equal([2, "error: 6F00: field=value · 項目=値\n"]);
    const ghost = await card("trace", "--card", "ghost");
    expect(ghost.code).to.equal(1);
    expect(ghost.stderr).to.include("✘ desk.unknown-card  card=ghost");
    const unwritable = await card("trace", "--output", join(folder, "no", "such", "folder"));
    expect(unwritable.code).to.equal(1);
    expect(unwritable.stderr).to.include("✘ trace.unwritable").and.to.include("ENOENT");
  });

  it("makes cards, puts them in, swaps them and takes them out", async () => {
    const made = await card("create", "hanako", "--reader", "0");
    expect(made.stdout).to.include("hanako: in reader 0").and.to.include("auth 1234");
    await json("create", "taro", "--person", "taro", "--profile", "hagi");
    expect((await card("swap", "hanako", "taro")).stdout)
      .to.include("hanako: out")
      .and.to.include("taro: in reader 0");
    await json("insert", "hanako", "2", "--contactless");
    const { cards } = await json("list");
    expect(cards).to.containSubset([
      { name: "hanako", reader: "2", contactless: true },
      { name: "taro", reader: "0", contactless: false },
    ]);
    expect((await card("list")).stdout).to.match(/hanako +aoba +hanako +2 \(contactless\)/);
    expect(await json("remove", "hanako")).to.include({ reader: null });
  });

  it("shows its cards to programs that know nothing of it", async () => {
    let name = "";
    // pcscd looks for cards now and then.
    for (let tries = 0; tries < 20 && !name.includes("jpki"); tries++) {
      name = (await run("opensc-tool", ["-r", "0", "-n"], ready.env)).stdout;
    }
    expect(name).to.include("jpki");
  });

  it("keeps, restores, clones, arms and deletes", async () => {
    await json("snapshot", "taro", "fresh");
    expect(await json("restore", "taro", "fresh")).to.deep.include({ reader: "0", snapshots: ["fresh"] });
    expect(await json("clone", "taro", "twin")).to.include({ person: "taro", reader: null });
    expect(await json("fault", "twin", "wrong-sw", "sw=6F00", "nth=2")).to.deep.equal({ id: 1 });
    expect(await json("fault", "twin")).to.containSubset([{ fault: { kind: "wrong-sw", sw: "6F00", nth: 2 } }]);
    expect((await card("fault", "twin")).stdout)
      .to.include("struck 0")
      .and.to.include("not struck yet · 未発生");
    expect(await json("fault", "twin", "--clear", "1")).to.containSubset({
      neverStruck: [{ id: 1, fault: { kind: "wrong-sw" }, seen: 0, struck: 0 }],
    });
    await json("fault", "twin", "silence", "nth=3");
    expect((await card("fault", "twin", "--clear")).stdout)
      .to.include("fault 2 (silence) never struck: nothing fitted its trigger")
      .and.to.include("障害 2 は一度も発生しませんでした");
    expect(await json("power", "taro", "reset")).to.include({ name: "taro" });
    expect(await json("delete", "twin")).to.deep.equal({});
  });

  it("gives the trace for people, as JSON lines that fit their schema, and as a pcapng file", async () => {
    const { stdout: human } = await card("trace", "--card", "taro");
    expect(human)
      .to.match(/^\d\d:\d\d:\d\d\.\d{3} taro {2}▶/m)
      .and.to.match(/› .*\n {4}→ 9000 /);
    const { stdout: lines } = await card("trace", "--format", "jsonl");
    const entries = lines
      .trim()
      .split("\n")
      .map((line) => traceEntry.parse(JSON.parse(line)));
    expect(new Set(entries.map(({ type }) => type))).to.include.members([
      "inserted",
      "power-on",
      "exchange",
      "removed",
    ]);
    const file = join(folder, "trace.pcapng");
    expect((await card("trace", "--format", "pcap", "--output", file)).code).to.equal(0);
    expect(readFileSync(file).readUInt32LE(8)).to.equal(0x1a2b3c4d);
    expect((await card("trace", "--clear")).code).to.equal(0);
    expect((await card("trace", "--format", "jsonl")).stdout).to.equal("");
  });

  it("ends with 1 and the desk's own error, and with 2 for what is no command", async () => {
    const refused = await card("insert", "nobody", "0");
    expect([refused.code, refused.stderr]).to.deep.equal([1, refused.stderr]);
    expect(refused.stderr).to.include("✘ desk.unknown-card");
    expect((await card("fault", "taro", "no-such-kind")).stderr).to.include("desk.bad-params");
    expect((await card("fault", "taro", "silence", "no-field")).code).to.equal(2);
    expect((await card("power", "taro", "up")).code).to.equal(2);
    expect((await run(process.execPath, [MAIN, "card", "readers", "--count", "17"])).code).to.equal(2);
    const second = await card("serve");
    expect([second.code, second.stderr.includes("desk.already-served")]).to.deep.equal([1, true]);
  });

  it("prints a script for more readers, which a shell understands, and touches nothing", async () => {
    const { stdout } = await run(process.execPath, [MAIN, "card", "readers", "--count", "5"]);
    const check = spawn("sh", ["-n"], { stdio: ["pipe", "ignore", "inherit"] });
    check.stdin.end(stdout);
    expect(await once(check, "exit")).to.deep.equal([0, null]);
    expect(stdout.match(/^LIBPATH .*$/gm)).to.have.lengthOf(2);
    expect(new Set(stdout.match(/^LIBPATH .*$/gm)!).size).to.equal(2);
    expect(stdout.match(/^CHANNELID .*$/gm)).to.deep.equal(["CHANNELID 0x8C7D", "CHANNELID 0x8C7F"]);
  });

  it("follows the trace until the desk is ended, and ends in order", async () => {
    const follower = spawn(process.execPath, [MAIN, "card", "trace", "--follow", "--socket", socket], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(follower, "exit");
    let followed = "";
    const seen = new Promise<void>((resolve) => {
      follower.stdout.on("data", (chunk) => {
        followed += String(chunk);
        if (followed.includes("hanako  ▶")) resolve();
      });
    });
    await json("insert", "hanako", "1");
    await seen;
    const exit = once(server, "exit");
    server.kill("SIGTERM");
    expect(await exit).to.deep.equal([0, null]);
    expect(await ended).to.deep.equal([0, null]);
    expect(existsSync(socket)).to.equal(false);
    const { code, stderr } = await card("list");
    expect([code, stderr.includes("✘ desk.not-served")]).to.deep.equal([1, true]);
  });
});
