import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { describe, it } from "mocha";
import { type Client, connect, hasCode } from "#client/index.js";
import { TestPki } from "../municipality/test-pki.js";
import { packageRoot } from "../scenario/package-root.js";
import { CITY, DaemonInTest } from "./daemon-in-test.js";

/** What `docs/how-to/write-a-client.md` shows, against a running daemon. */
describe("The typed client at a running daemon", function () {
  this.timeout(60_000);
  let pki: TestPki;
  let daemon: DaemonInTest;
  let client: Client | undefined;

  before(async () => {
    pki = await TestPki.create();
    daemon = await new DaemonInTest(pki).start();
  });
  afterEach(() => client?.close());
  after(async () => {
    await daemon.stop();
    pki.close();
  });

  const program = { name: "example", version: "1.0" };
  const at = () => ({ url: daemon.address.url.replace("https", "wss"), ca: pki.ca, client: program });

  it("logs an operator in and works, over TLS that it has checked (R-SYS-18)", async () => {
    client = await connect({
      ...at(),
      onConnect: async (call) => void (await call("session.login", daemon.credentials("clerk"))),
    });
    expect(client.server.municipalities[0]?.code).to.equal(CITY);
    const { services } = await client.call("services.list", {});
    expect(services.map(({ id }) => id)).to.include("library");
    const refused = await client.call("audit.list", {}).catch((error: unknown) => error);
    expect(hasCode(refused, "session.not-permitted")).to.equal(true);
  });

  it("works as the page shows, run as a program of another team", async () => {
    const page = readFileSync(join(packageRoot, "docs/how-to/write-a-client.md"), "utf8");
    const example = /```ts\n([\s\S]*?)```/.exec(page)![1]!;
    // Inside the checkout: the program imports the package by its own name.
    mkdirSync(join(packageRoot, "out"), { recursive: true });
    const folder = mkdtempSync(join(packageRoot, "out", "write-a-client-"));
    try {
      writeFileSync(join(folder, "ca.pem"), pki.ca);
      const around = `
        const askPassword = async () => ${JSON.stringify(daemon.credentials("clerk").password)};
        const [show, leave, showWorkLeft, askForIdentityCheck] = Array(4).fill(() => {});
        const applicationId = "no-such-application";
      `;
      const address = daemon.address.url.replace("https", "wss");
      writeFileSync(join(folder, "example.mjs"), around + example.replace("wss://counter.example:8443", address));
      const child = spawn(process.execPath, ["example.mjs"], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
      let told = "";
      child.stderr.on("data", (part) => {
        told += part;
      });
      await once(child, "close");
      // It comes as far as the load, and there is no card.
      expect(told).to.contain("MadoguchiError: reader.no-card");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("is told apart by its age: a client of an earlier or of a later interface is refused with both versions", async () => {
    for (const [api, code] of [
      [{ min: 0, max: 0 }, "client.too-old"],
      [{ min: 98, max: 99 }, "client.too-new"],
    ] as const) {
      const error = await connect({ ...at(), api }).catch((thrown: unknown) => thrown);
      expect(hasCode(error, code), String(error)).to.equal(true);
      expect(error).to.have.property("details").that.deep.includes({ serverMin: 1, serverMax: 1, clientMin: api.min });
    }
  });

  it("does not talk to a daemon whose certificate it cannot check", async () => {
    const { ca: _, ...without } = at();
    const error = await connect(without).catch((thrown: unknown) => thrown);
    expect(hasCode(error, "client.unreachable")).to.equal(true);
  });

  it("comes back after the daemon was started anew, and logs in again", async () => {
    client = await connect({
      ...at(),
      onConnect: async (call) => void (await call("session.login", daemon.credentials("clerk"))),
    });
    const states: string[] = [];
    const back = new Promise<void>((resolve) => {
      client?.onState((state) => {
        states.push(state);
        if (state === "up") resolve();
      });
    });
    const { port } = daemon.address;
    await daemon.stopDaemon();
    await daemon.startDaemon(port);
    await back;
    expect(states).to.deep.equal(["down", "up"]);
    expect((await client.call("services.list", {})).services).to.have.length.above(0);
  });
});
