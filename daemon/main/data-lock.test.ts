import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { VirtualClock } from "#card/ports/clock.js";
import { lockData } from "./data-lock.js";

const HOLD = `
  const { lockData } = await import(${JSON.stringify(new URL("./data-lock.js", import.meta.url).href)});
  await lockData(process.argv[1], { now: () => 0 });
  console.log("held");
  setInterval(() => {}, 60_000);
`;

describe("the lock of a data directory", () => {
  let folder: string;
  const clock = new VirtualClock();
  /** The details of the refusal; undefined when the lock was given. */
  const refusal = async () => {
    try {
      await (await lockData(folder, clock))();
      return undefined;
    } catch (error) {
      if (isMadoguchiError(error, "daemon.already-running")) return error.details;
      throw error;
    }
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "madoguchi-lock-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("is refused while it is held, with the process that holds it, and given when it was released", async () => {
    const release = await lockData(folder, clock);
    const since = new Date(clock.now()).toISOString();
    expect(await refusal()).to.deep.equal({ file: folder, pid: process.pid, host: hostname(), since });
    expect((await refusal())?.["pid"], "a second try").to.equal(process.pid);
    await release();
    expect(await refusal()).to.equal(undefined);
  });

  it("is gone with a process that is killed", async () => {
    const child = spawn(process.execPath, ["--input-type=module", "-e", HOLD, folder], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const exit = once(child, "exit");
    try {
      await once(child.stdout, "data");
      expect((await refusal())?.["pid"]).to.equal(child.pid);
    } finally {
      child.kill("SIGKILL");
      await exit;
    }
    expect(await refusal()).to.equal(undefined);
  });
});
