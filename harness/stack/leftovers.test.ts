import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import { newFolder, socketOf, sweepLeftovers } from "./leftovers.js";

/** A process id that nobody has any more. */
function goneProcess(): number {
  return spawnSync(process.execPath, ["--version"]).pid;
}

describe("what a killed stack left behind", () => {
  it("is taken away at the next start when its process is gone; that of a living one, of nobody, or one that answers stays", async () => {
    const gone = mkdtempSync(`/tmp/madoguchi-pcsc-${goneProcess()}-`);
    mkdirSync(join(gone, "conf"));
    writeFileSync(join(gone, "conf", "vpcd"), "");
    const sleeper = spawn("sleep", ["60"]);
    const other = mkdtempSync(`/tmp/madoguchi-pcsc-${sleeper.pid}-`);
    const nobodys = mkdtempSync("/tmp/madoguchi-pcsc-");
    const answering = mkdtempSync(`/tmp/madoguchi-pcsc-${goneProcess()}-`);
    const own = newFolder();
    const server = createServer().listen(socketOf(answering));
    await once(server, "listening");
    try {
      const swept = await sweepLeftovers();
      expect(swept).to.include(gone).and.not.to.include.members([other]);
      expect([gone, other, nobodys, answering, own].map((folder) => existsSync(folder))).to.deep.equal([
        false,
        true,
        true,
        true,
        true,
      ]);
    } finally {
      server.close();
      sleeper.kill();
      for (const folder of [gone, other, nobodys, answering, own]) rmSync(folder, { recursive: true, force: true });
    }
  });
});
