import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import sqlite3 from "sqlite3";
import { type MethodName, methods } from "#daemon/api/contract/index.js";
import { verifyAudit } from "#daemon/audit/verify-file.js";
import { openSqlite } from "#daemon/store/sqlite.js";
import type { RawClient } from "../daemon/daemon-in-test.js";
import { TwoTowns } from "../every-method/two-towns.fixture.js";
import { TestPki } from "../municipality/test-pki.js";
import { fill } from "./fill.js";

const names = Object.keys(methods) as MethodName[];
/** Who writes, by the declarations; what opens or ends a session is tried on connections of its own in `bad-times.test.ts`. */
const writers = names.filter((name) => methods[name].effect !== "reads" && !/^(hello$|session\.)/.test(name));
/** Where what another try of every method takes ends before the store is written. */
const OVER: { readonly [name in MethodName]?: Readonly<Record<string, unknown>> } = {
  "serviceIds.add": { id: "A-NEW-ID" },
  "operators.create": { operatorId: "a-new-clerk" },
  "operators.resetPassword": { password: "a long password 1" },
  "serviceIds.setPassword": { password: "a long password 1" },
  "tuning.save": { revision: 0 },
};
/** What the CS says of a card and the store cannot keep is not taken for known: nothing is done with the card (fail closed). */
const OF_STORAGE = /^((store|audit)\.|gate\.card-state-unknown$)/;
/** So long the daemon's connections wait for a lock here; its own five seconds, once for each method, would be minutes. */
const PATIENCE_MS = 20;

/** Taken from the declarations: a method that is added tomorrow is tried without another line here. */
describe("Every method that writes, in bad times", function () {
  this.timeout(180_000);
  const { exec } = sqlite3.Database.prototype;
  let pki: TestPki;
  let towns: TwoTowns;
  let operator: RawClient;
  let system: RawClient;
  let mounted = false;

  before(async () => {
    pki = await TestPki.create();
    towns = new TwoTowns(pki);
    try {
      const options = ["-t", "tmpfs", "-o", "size=24m,mode=700", "tmpfs", towns.daemon.folder];
      execFileSync("mount", options, { stdio: "ignore" });
      mounted = true;
    } catch {
      // A file system that can be filled is the system administrator's to make.
    }
    sqlite3.Database.prototype.exec = function (sql, ...rest) {
      return exec.call(this, sql.replace(/busy_timeout = \d+/, `busy_timeout = ${PATIENCE_MS}`), ...rest);
    };
    await towns.start();
    operator = await towns.operator("a");
    system = await towns.system("library-window");
  });
  after(async () => {
    sqlite3.Database.prototype.exec = exec;
    await towns.kept.close();
    await towns.daemon.stopDaemon();
    if (mounted) execFileSync("umount", [towns.daemon.folder]);
    await towns.daemon.stop();
    await towns.ways.stop();
    pki.close();
  });

  const data = () => join(towns.daemon.folder, "data");
  const call = async (name: MethodName) => {
    const { error } = await (methods[name].need === "system" ? system : operator).ask(name, {
      ...towns.paramsOf(name),
      ...OVER[name],
    });
    return error?.data.code ?? "ok";
  };

  /** Calls each; gives how many the storage refused. Whatever was refused has changed nothing, in the store or on the card. */
  async function tryAll(expected: RegExp): Promise<number> {
    let refused = 0;
    for (const name of writers) {
      const { kept, cardMemory } = towns;
      const rows = await kept.rows();
      const code = await call(name);
      expect(code, name).not.to.match(/^api\.internal$/);
      if (OF_STORAGE.test(code)) {
        expect(code, name).to.match(expected);
        refused++;
      }
      if (code !== "ok") expect((await kept.rows()) === rows, `${name}: ${code}, and changed the store`).to.equal(true);
      if (code !== "ok")
        expect(towns.cardMemory === cardMemory, `${name}: ${code}, and changed the card`).to.equal(true);
    }
    return refused;
  }

  for (const [what, file, expected, least] of [
    ["store", "madoguchi.sqlite", /^(store\.locked|gate\.card-state-unknown)$/, 25],
    ["audit log", "audit.sqlite", /^audit\.unwritable$/, writers.length - 1],
  ] as const) {
    it(`is refused with a code of its own while another program holds the ${what}, and does nothing by half`, async () => {
      const other = await openSqlite(join(data(), file));
      await other.raw("BEGIN IMMEDIATE");
      const refused = await tryAll(expected).finally(async () => {
        await other.raw("ROLLBACK");
        await other.destroy();
      });
      // The others end before they write, for a reason of their own.
      expect(refused).to.be.at.least(least);
      expect(await verifyAudit(data())).to.include({ ok: true });
    });
  }

  it("is refused with a code of its own on a full disk, and does nothing by half", async function () {
    if (!mounted) {
      this.test!.parent!.title += " (SKIPPED: no right to mount a small file system)";
      this.skip();
    }
    for (const file of ["madoguchi.sqlite", "audit.sqlite"]) {
      const other = await openSqlite(join(data(), file));
      // A write-ahead log that has been long has room of its own.
      await other.raw("PRAGMA wal_checkpoint(TRUNCATE)");
      await other.destroy();
    }
    const ballast = fill(towns.daemon.folder);
    const refused = await tryAll(/^(audit\.unwritable|store\.full)$/).finally(() => rmSync(ballast));
    expect(refused).to.be.greaterThan(writers.length / 2);
    expect(await verifyAudit(data())).to.include({ ok: true });
  });

  it("is answered again as soon as the times are better, with nothing left open", async () => {
    expect(await operator.codeOf("cardApps.list", { readerId: "r1" })).to.equal("ok");
    const codes = new Map<MethodName, string>();
    for (const name of writers) codes.set(name, await call(name));
    expect([...codes].filter(([, code]) => OF_STORAGE.test(code))).to.deep.equal([]);
    expect([...codes.values()].filter((code) => code === "ok").length).to.be.greaterThan(10);
    expect(await verifyAudit(data())).to.include({ ok: true });
  });
});
