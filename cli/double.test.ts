import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { PROGRAMS } from "#harness/doubles/programs/catalogue.js";
import { COMMON_ORDERS } from "#harness/doubles/programs/start-program.js";
import { packageRoot } from "#harness/scenario/package-root.js";

const MAIN = fileURLToPath(new URL("./main.js", import.meta.url));

describe("madoguchi double", function () {
  this.timeout(60_000);
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "madoguchi-double-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const run = (...args: string[]) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      execFile(process.execPath, [MAIN, "double", ...args], { cwd: folder }, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
      );
    });

  it("are told in the how-to page by commands, options and orders that there are (R-VEND-04)", async () => {
    const page = readFileSync(join(packageRoot, "docs/how-to/run-the-doubles.md"), "utf8");
    const commands = [...page.matchAll(/npx madoguchi double (.+)/g)].map(([, words]) => words!.split(" "));
    expect(commands.length).to.be.greaterThan(10);
    for (const [first, ...rest] of commands) {
      const named = first === "tell" ? rest[0] : first;
      const program = await PROGRAMS.find(({ name }) => name === named)?.load();
      expect(program, named).not.to.equal(undefined);
      if (first === "tell") expect({ ...program!.orders, ...COMMON_ORDERS }, named!).to.have.property(rest[1]!);
      const options = [...program!.options.map(({ name }) => name), "pki", "stdin"];
      for (const word of rest.filter((one) => one.startsWith("--"))) expect(options, named!).to.include(word.slice(2));
      const needed = first === "tell" ? [] : program!.options.filter(({ required }) => required);
      for (const { name } of needed) expect(rest, named!).to.include(`--${name}`);
    }
    for (const { name, port } of PROGRAMS) expect(page).to.match(new RegExp(`\\| .*\`${name}\`.* \\| .*${port}`));
  });

  it("lists them with their ports, for people and as JSON (R-VEND-04, R-LIB-06)", async () => {
    const { stdout } = await run("list", "--json");
    expect((JSON.parse(stdout) as { name: string }[]).map(({ name }) => name)).to.deep.equal(
      PROGRAMS.map(({ name }) => name),
    );
    expect((await run("list")).stdout.trimEnd().split("\n")).to.have.length(PROGRAMS.length);
  });

  for (const { name } of PROGRAMS) {
    it(`${name} tells its options and its orders in both languages`, async () => {
      const { code, stdout } = await run(name, "--help");
      expect(code).to.equal(0);
      expect(stdout)
        .to.include("--store")
        .and.to.include("--clock")
        .and.to.match(/Orders · 指示/);
      expect(stdout).to.match(/[ぁ-んァ-ン一-龠]/);
    });
  }

  it("keeps what it was told, on its own clock, and ends with 0 on SIGTERM; a second one on its store is refused", async () => {
    const start = async (...more: string[]) => {
      const args = [MAIN, "double", "juki-cs", "--port", "0", "--store", "cs", "--pki", "pki", "--json", ...more];
      const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
      const exit = once(child, "exit");
      for await (const line of createInterface({ input: child.stdout })) {
        const end = async () => {
          child.kill("SIGTERM");
          expect(await exit).to.deep.equal([0, null]);
        };
        return { said: JSON.parse(line) as { addresses: Record<string, string>; config: { at: string } }, end };
      }
      throw new Error("it ended before it was up");
    };
    const tell = async (...words: string[]) => run("tell", "juki-cs", "--store", "cs", ...words);
    const first = await start("--clock", "2026-12-31T22:59:00+09:00");
    try {
      expect(first.said.addresses["CS"]).to.match(/^https:\/\/localhost:\d+$/);
      expect(first.said.config.at).to.equal("cs");
      expect((await tell("status", "card=0A0B", "state=active")).code).to.equal(0);
      for (const words of [
        ["status", "card=0A0B"],
        ["nothing"],
        ["status", "card=x", "state=active"],
        ["clock", "at=noon"],
      ]) {
        const { code, stderr } = await tell(...words);
        expect(code, words.join(" ")).to.equal(1);
        expect(stderr).to.match(/double\.bad-(order|option)/);
      }
      expect((await tell("status", "card")).code).to.equal(2);
      const { code, stderr } = await run("juki-cs", "--port", "0", "--store", "cs", "--pki", "pki");
      expect([code, stderr]).to.satisfy(([c, e]: [number, string]) => c === 1 && e.includes("double.already-running"));
    } finally {
      await first.end();
    }
    expect((await tell("states")).stderr).to.include("double.not-running");
    const second = await start();
    try {
      const [state] = JSON.parse((await tell("states")).stdout) as { cardId: string; state: string; asOf: string }[];
      expect(state).to.include({ cardId: "0A0B", state: "active", asOf: "2026-12-31T13:59:00.000Z" });
      const port = new URL(second.said.addresses["CS"]!).port;
      const { code, stderr } = await run("relay", "--port", port, "--store", "relay", "--pki", "pki");
      expect([code, stderr]).to.satisfy(([c, e]: [number, string]) => c === 1 && e.includes("double.cannot-listen"));
    } finally {
      await second.end();
    }
  });

  it("shows a certificate of its own in the place of a test authority's, and says which of the daemon's the configuration lacks", async () => {
    expect((await run("juki-cs", "--store", "made", "--pki", "pki", "--port", "99999")).code).to.equal(1);
    const own = ["--cert", "pki/ca.pem", "--key", "pki/ca-key.pem", "--ca", "pki/ca.pem"];
    const args = [MAIN, "double", "juki-cs", "--port", "0", "--store", "own", "--json", ...own];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
    const exit = once(child, "exit");
    for await (const line of createInterface({ input: child.stdout })) {
      const { config } = JSON.parse(line) as { config: { section: Record<string, string> } };
      expect(config.section).to.include({ cert: "daemon.pem", key: "daemon-key.pem" });
      child.kill("SIGINT");
    }
    expect(await exit).to.deep.equal([0, null]);
  });

  for (const args of [
    ["--clock", "tomorrow"],
    ["--port", "http"],
    ["--port", "70000"],
    ["--cert", "a.pem"],
    ["--cert", "a.pem", "--key", "b.pem", "--ca", "c.pem"],
  ]) {
    it(`refuses ${args.join(" ")} and begins nothing`, async () => {
      const { code, stderr } = await run("juki-cs", "--store", "refused", "--pki", "pki", ...args);
      expect(code).to.equal(1);
      expect(stderr)
        .to.include("double.bad-option")
        .and.not.match(/\bat .*\.js/);
    });
  }
});
