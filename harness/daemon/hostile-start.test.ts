import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse, stringify } from "yaml";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { loadConfig } from "#daemon/config/load-config.js";
import { createDaemon } from "#daemon/main/daemon.js";
import { openStore } from "#daemon/store/store.js";
import { MemoryReaders } from "#simulator/memory/index.js";
import { daemonFor } from "./daemon-for.fixture.js";
import { CITY, type DaemonInTest } from "./daemon-in-test.js";

const unix = process.platform !== "win32";

describe("A daemon that is started where it should not", function () {
  this.timeout(60_000);
  let daemon: DaemonInTest;

  daemonFor("each", (started) => {
    daemon = started;
  });

  /** Starts a further daemon on the same folder; gives its refusal, or `started`. */
  async function another(): Promise<string> {
    const second = createDaemon({
      config: loadConfig(daemon.configFile),
      clock: new VirtualClock(),
      random: seededRandom("second"),
      readers: new MemoryReaders({ readers: [{ id: "r1" }] }),
      failureSink: () => {},
    });
    try {
      await second.start();
      return "started";
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    } finally {
      await second.stop();
    }
  }

  const restarted = async (): Promise<string> => {
    try {
      await daemon.startDaemon();
      return "started";
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    }
  };

  it("on the data of one that runs is refused, and the first works on with its log whole (R-LOG-05)", async () => {
    const auditor = await daemon.loggedIn("auditor");
    expect(await another()).to.equal("daemon.already-running");
    expect(await auditor.codeOf("audit.verify")).to.equal("ok");
    expect(await (await daemon.loggedIn("clerk")).codeOf("services.list")).to.equal("ok");
    await daemon.stopDaemon();
    expect(await restarted()).to.equal("started");
  });

  it("in a directory that others can read keeps its databases and logs to itself (R-PRIV-10)", async function () {
    if (!unix) this.skip();
    await daemon.stopDaemon();
    const data = join(daemon.folder, "open");
    mkdirSync(data);
    chmodSync(data, 0o755);
    const config = parse(readFileSync(daemon.configFile, "utf8"));
    writeFileSync(daemon.configFile, stringify({ ...config, data: "open" }));
    const mask = process.umask(0o022);
    try {
      await daemon.startDaemon();
      const wide = readdirSync(data, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && (statSync(join(entry.parentPath, entry.name)).mode & 0o077) !== 0)
        .map(({ name }) => name);
      // Certificates are public; nothing else is.
      expect(wide.filter((name) => !/^(ca|server)\.pem$/.test(name))).to.deep.equal([]);
    } finally {
      process.umask(mask);
    }
  });

  it("with a private key that others can read is refused (R-NET-07)", async function () {
    if (!unix) this.skip();
    await daemon.stopDaemon();
    const key = join(daemon.folder, "cs-client-key.pem");
    chmodSync(key, 0o640);
    expect(await restarted()).to.equal("tls.exposed");
    chmodSync(key, 0o600);
    expect(await restarted()).to.equal("started");
  });

  it("without a municipality that it served lets none of its operators in (R-OPR-06)", async () => {
    await daemon.stopDaemon();
    const store = await openStore(join(daemon.folder, "data", "madoguchi.sqlite"));
    const clerk = (await store.of(CITY).operators.find("clerk"))!;
    await store.of("13102").operators.save({ ...clerk, municipality: "13102" });
    await store.close();
    await daemon.startDaemon();
    const client = await daemon.greeted();
    const login = { ...daemon.credentials("clerk"), municipality: "13102" };
    expect(await client.codeOf("session.login", login)).to.equal("session.refused");
    expect(await client.codeOf("session.login", daemon.credentials("clerk"))).to.equal("ok");
  });
});
