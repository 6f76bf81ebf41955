import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { type Access, connectAccess, isMadoguchiError } from "#access/index.js";
import { connect } from "#client/index.js";
import { RawClient } from "#harness/daemon/daemon-in-test.js";
import { packageRoot } from "#harness/scenario/package-root.js";

const MAIN = fileURLToPath(new URL("./main.js", import.meta.url));
const page = readFileSync(join(packageRoot, "docs/how-to/add-your-own-service.md"), "utf8");
const [setUp, rehearse, counter, system, use, lost] = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(
  ([, block]) => block!,
);

/** `npx madoguchi` is the command line of this build. */
const NPX = `npx() { shift; "${process.execPath}" "${MAIN}" "$@"; }\n`;

function hasTools(): boolean {
  const said = (tool: string, ...args: string[]) => spawnSync(tool, args, { encoding: "utf8" }).stdout ?? "";
  return /^OpenSSL [3-9]/.test(said("openssl", "version")) && /^curl /.test(said("curl", "--version"));
}

/** A second service: a sports hall, which is none of the guide's examples. */
const SPORTS = `      - id: sports
        name: { ja: スポーツ施設予約, en: Sports hall }
        number: 11
        aid: F04D41444F2013101F0B
        package: sports.cardapp
        ordinance: 条例第11条
        serviceKey: { file: booking.key }
        system: { id: sports-system, certificateFingerprint: "${"AB".repeat(32)}" }
`;

describe("docs/how-to/add-your-own-service.md", function () {
  this.timeout(180_000);
  let folder: string;
  let wire: string;
  let booking: string;
  const running: ChildProcess[] = [];
  const read = (name: string) => readFileSync(join(folder, "my-booking", name), "utf8");
  const certificates = (name: string) => ({
    ca: read("ca.pem"),
    cert: read(`${name}.pem`),
    key: read(`${name}-key.pem`),
  });

  /** A block of the page in a shell, where its `cd my-booking` has left it. */
  const shell = (block: string): string => {
    const input = `${NPX}${block.replace("cd my-booking\n", "").replaceAll("https://localhost:9543", booking ?? "")}`;
    const cwd = block.includes("mkdir my-booking") ? folder : join(folder, "my-booking");
    const env = { ...process.env, COUNTER: wire };
    return execFileSync("sh", ["-e"], { cwd, input, env, encoding: "utf8", stdio: ["pipe", "pipe", "pipe"] });
  };

  /** A program that stays up; gives what `pattern` finds in what it prints. */
  const start = async (args: readonly string[], env: object, pattern: RegExp): Promise<string> => {
    const child = spawn(process.execPath, args, {
      cwd: join(folder, "my-booking"),
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    running.push(child);
    for await (const line of createInterface({ input: child.stdout! })) {
      const found = pattern.exec(line)?.[0];
      if (found !== undefined) return found;
    }
    throw new Error(`${args[0]} ended before it was up`);
  };

  const asClerk = () =>
    connect({
      url: wire,
      ca: read("ca.pem"),
      client: { name: "t", version: "1" },
      onConnect: async (call) => {
        await call("session.login", {
          municipality: "13101",
          operatorId: "clerk",
          password: read("clerk.password").trim(),
        });
      },
    });
  const codeOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => "ok",
      (error) => (isMadoguchiError(error) ? error.code : String(error)),
    );

  before(async function () {
    if (!hasTools() || process.platform === "win32") return this.skip();
    // Inside the checkout: the sample imports the package by its own name.
    mkdirSync(join(packageRoot, "out"), { recursive: true });
    folder = mkdtempSync(join(packageRoot, "out", "own-service-"));
    symlinkSync(join(packageRoot, "docs"), join(folder, "docs"));
    shell(setUp!);
    const [config, definition] = ["madoguchi.yaml", "booking.yaml"].map(read) as [string, string];
    const at = (name: string) => join(folder, "my-booking", name);
    writeFileSync(at("sports.yaml"), definition.replace("service: 4", "service: 11"));
    shell("npx madoguchi package build sports.yaml --key signer-key.pem");
    // The page's ports may be taken on this machine.
    writeFileSync(at("madoguchi.yaml"), config.replace("8443", "0").replace("operators:", `${SPORTS}operators:`));
    const [, , command, option] = rehearse!.trim().split(" ");
    wire = await start([MAIN, command!, option!, "madoguchi.yaml"], {}, /wss:\S+/);
  });
  after(async () => {
    for (const child of running) {
      if (child.exitCode !== null) continue;
      const exit = once(child, "exit");
      child.kill("SIGTERM");
      await exit;
    }
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  it("followed to the letter brings a booking service from nothing onto a card, and its system to read and write it and to let residents in from home (R-EXT-01, R-EXT-04, R-EXT-06, R-SVC-04)", async () => {
    expect(shell(counter!)).to.equal("loaded: active, told: non-conforming\nservice-use ID: hanako-web\n");
    const [, program] = system!.trim().split("\n").at(-1)!.split(" ");
    booking = await start([program!], { COUNTER: wire, PORT: "0" }, /https:\S+/);
    const [booked, welcome] = shell(use!).trim().split("\n");
    expect(JSON.parse(booked!)).to.deep.equal({ user: "BOOK-0000001", booking: "2026-05-01 09:00 Gym A" });
    expect(JSON.parse(welcome!)).to.deep.equal({ welcome: "hanako-web" });
  });

  it("shows the lines of the sample that matter as they are in it, and they are few (R-EXT-04)", () => {
    const sample = read("booking-system.mjs");
    const shown = [...page.matchAll(/```js\n([\s\S]*?)```/g)].map(([, block]) => block!);
    expect(shown).to.have.length(1);
    const parts = shown[0]!.trim().split("\n\n");
    expect(parts).to.have.length(2);
    for (const part of parts) expect(sample).to.include(part);
    expect(shown[0]!.trim().split("\n").length).to.be.at.most(16);
  });

  it("shows the resident who the server is, and lets in nobody with a wrong password or an operator's (R-SVC-04)", () => {
    expect(() => shell(use!.replaceAll("--cacert ca.pem", ""))).to.throw(/certificate/);
    const attempt = (id: string, password: string) =>
      JSON.parse(
        shell(`curl -sS --cacert ca.pem https://localhost:9543/login -d '${JSON.stringify({ id, password })}'`),
      );
    expect(attempt("hanako-web", "not it, not at all").error).to.equal("service-id.refused");
    expect(attempt("clerk", read("clerk.password").trim()).error).to.equal("service-id.refused");
  });

  it("lists it as I.1-④ and a further one under ⑪, as the municipality's own and not as offered by the system; the further one is loaded by its registration alone (R-SVC-04, R-SVC-11, R-SYS-15)", async () => {
    const clerk = await asClerk();
    const { examples } = await clerk.call("services.catalogue", { filter: "all" });
    const under = (mark: string) => {
      const { class: kind, services } = examples.find((example) => example.mark === `I.1-${mark}`)!;
      return [kind, ...services.map(({ id, enabled }) => `${id} ${enabled}`)];
    };
    expect(under("④")).to.deep.equal(["own", "booking true"]);
    expect(under("⑪")).to.deep.equal(["own", "sports true"]);
    const offered = (await clerk.call("services.catalogue", { filter: "offered" })).examples;
    expect(offered.flatMap(({ services }) => services)).to.deep.equal([]);
    const at = { readerId: "counter" };
    const { users } = await clerk.call("users.list", { residentId: "R-1" });
    const applies = async (serviceId: string) =>
      (await clerk.call("applications.record", { userId: users[0]!.userId, serviceId, kind: "load" })).applicationId;
    await clerk.call("cardApps.load", { ...at, applicationId: await applies("sports") });
    const { applications } = await clerk.call("cardApps.list", at);
    expect(applications.map(({ serviceId }) => serviceId)).to.have.members(["booking", "sports"]);
    const unknown = applies("karaoke").then((applicationId) => clerk.call("cardApps.load", { ...at, applicationId }));
    expect(await codeOf(unknown), "not registered").to.equal("user.no-such-service");
    await clerk.close();
  });

  it("lets no system that is not registered, and none with another's certificate, near a card (R-SYS-15, R-EXT-01)", async () => {
    const greeted = async (identity: object) => {
      const client = await new RawClient(wire, { ca: read("ca.pem"), ...identity }).opened();
      await client.ask("hello", { client: { name: "t", version: "1" }, api: { min: 1, max: 1 } });
      return client;
    };
    const own = await greeted(certificates("booking-system"));
    expect(await own.codeOf("access.open", { readerId: "counter" }), "before its login").not.to.equal("ok");
    for (const systemId of ["sports-system", "karaoke-system"]) {
      expect(await own.codeOf("session.loginSystem", { systemId }), systemId).to.equal("session.certificate");
    }
    expect(await own.codeOf("access.open", { readerId: "counter" })).not.to.equal("ok");
    const foreign = await greeted(certificates("server"));
    expect(await foreign.codeOf("session.loginSystem", { systemId: "booking-system" })).to.equal("session.certificate");
    for (const client of [own, foreign]) client.socket.close();
  });

  it("leaves a record as it was when more is written than it holds (R-EXT-04)", async () => {
    const serviceKeys = { master: Buffer.from(read("booking.key").trim(), "hex"), version: 1 };
    const identity = certificates("booking-system");
    const access: Access = await connectAccess({ url: wire, systemId: "booking-system", serviceKeys, ...identity });
    await access.withCard(async (app) => {
      await app.verifyPin("2580");
      expect(await codeOf(app.updateRecord(2, 1, Buffer.alloc(65)))).to.equal("card-app.wrong-size");
      expect(Buffer.from(await app.readRecord(2, 1)).toString()).to.equal("2026-05-01 09:00 Gym A");
    });
    await access.close();
  });

  it("shuts both ways in when the card is lost, tells that the system was not notified, and loads nothing onto it, conforming or not (R-EXT-05, R-SVC-04)", async () => {
    const [warning, ...answers] = shell(lost!)
      .trim()
      .split("\n")
      .filter((line) => !line.includes("sports"));
    expect(warning).to.include("booking-system");
    expect(answers.map((answer) => JSON.parse(answer).error)).to.deep.equal([
      "gate.stopped",
      "stop.service-id-stopped",
    ]);
    const clerk = await asClerk();
    const { users } = await clerk.call("users.list", { residentId: "R-1" });
    const load = clerk
      .call("applications.record", { userId: users[0]!.userId, serviceId: "booking", kind: "load" })
      .then(({ applicationId }) => clerk.call("cardApps.load", { readerId: "counter", applicationId }));
    expect(await codeOf(load)).to.equal("gate.stopped");
    await clerk.close();
  });

  it("goes on with the same card and database at the next rehearsal, with the area key's file taken away as `keys make` asks (R-EXT-06)", async () => {
    const [rehearsal] = running;
    const exit = once(rehearsal!, "exit");
    rehearsal!.kill("SIGTERM");
    expect(await exit).to.deep.equal([0, null]);
    rmSync(join(folder, "my-booking", "area.key"));
    wire = await start([MAIN, "rehearse", "--config", "madoguchi.yaml"], {}, /wss:\S+/);
    const clerk = await asClerk();
    const { applications } = await clerk.call("cardApps.list", { readerId: "counter" });
    expect(applications.map(({ serviceId }) => serviceId)).to.have.members(["booking", "sports"]);
    await clerk.close();
  });

  it("refuses in words a configuration with mistakes, each at its line, and a second rehearsal on the same data", () => {
    const opens = (config: string) =>
      spawnSync(process.execPath, [MAIN, "rehearse", "--config", config], { encoding: "utf8" });
    const file = join(folder, "my-booking", "madoguchi.yaml");
    const second = opens(file);
    expect([second.status, second.stdout]).to.deep.equal([1, ""]);
    expect(second.stderr).to.match(/^✘ daemon\.already-running /);
    const wrong = join(folder, "my-booking", "wrong.yaml");
    writeFileSync(wrong, read("madoguchi.yaml").replace("port: 0", "port: many"));
    const { status, stderr } = opens(wrong);
    expect(status).to.equal(1);
    expect(stderr).to.match(/wrong\.yaml:1:\d+: listen\.port/);
  });

  it("has samples that tell in words, without a stack, what the daemon refuses", () => {
    const said = spawnSync(process.execPath, ["at-the-counter.mjs", "load"], {
      cwd: join(folder, "my-booking"),
      env: { ...process.env, COUNTER: wire },
      encoding: "utf8",
    });
    expect(said.status).to.equal(1);
    expect(said.stderr)
      .to.match(/^✘ [a-z-]+\.[a-z-]+\n/)
      .and.not.to.include("at Object");
  });
});
