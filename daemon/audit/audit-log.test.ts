import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { VirtualClock } from "#card/ports/clock.js";
import { openSqlite } from "../store/sqlite.js";
import { withDirectory } from "../store/testing/samples.js";
import { AuditLog } from "./audit-log.js";
import { type AuditView, viewsOf } from "./audit-view.js";

const event = (n: number) => ({ event: "test.act", outcome: "ok" as const, correlationId: `c-${n}`, facts: { n } });

async function withLog(use: (log: AuditLog, file: string) => Promise<void>): Promise<void> {
  await withDirectory(async (directory) => {
    const file = join(directory, "audit.sqlite");
    const log = await AuditLog.open(file, new VirtualClock());
    try {
      await use(log, file);
    } finally {
      await log.close();
    }
  });
}

/** Works on the log's file as someone would who has the disk and SQL. */
async function behindItsBack(file: string, statements: readonly string[]): Promise<void> {
  const knex = await openSqlite(file);
  try {
    for (const statement of statements) await knex.raw(statement);
  } finally {
    await knex.destroy();
  }
}

const WITHOUT_TRIGGERS = ["DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"];

describe("The audit log", () => {
  it("keeps rows in their order, with the moment of the daemon's clock, and finds them by correlation", () =>
    withLog(async (log) => {
      await Promise.all([1, 2, 3].map((n) => log.record(event(n))));
      const rows = await log.list({});
      expect(rows.map(({ sequence, facts }) => [sequence, facts["n"]])).to.deep.equal([
        [1, 1],
        [2, 2],
        [3, 3],
      ]);
      expect(rows[0]?.at).to.equal("2026-04-01T00:00:00.000Z");
      expect((await log.list({ correlationId: "c-2" })).map(({ sequence }) => sequence)).to.deep.equal([2]);
      expect((await log.list({ after: 1, limit: 1 })).map(({ sequence }) => sequence)).to.deep.equal([2]);
    }));

  it("shows a municipality its own rows, and those that are of none to the one that runs the system (R-SHARE-01)", () =>
    withLog(async (log) => {
      await log.record({ ...event(1), municipality: "13101" });
      await log.record({ ...event(2), municipality: "13102" });
      await log.record(event(3));
      const seen = async (view: AuditView) => (await log.list({ view })).map(({ sequence }) => sequence);
      const towns = [{ code: "13101" }, { code: "13102" }];
      const views = viewsOf(towns, "13101");
      expect(await seen(views("13101"))).to.deep.equal([1, 3]);
      expect(await seen(views("13102"))).to.deep.equal([2]);
      // Of several municipalities none runs the system until it is told; of one, that one does.
      expect(await seen(viewsOf(towns, undefined)("13101"))).to.deep.equal([1]);
      expect(await seen(viewsOf([{ code: "13101" }], undefined)("13101"))).to.deep.equal([1, 3]);
    }));

  it("is searched while rows are being written, through more rows than one look takes, from any place on (R-LOG-04, R-LOG-05)", async function () {
    this.timeout(60_000);
    await withLog(async (log, file) => {
      await log.record({ ...event(0), actor: "first" });
      const rest = "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 45000)";
      const row = `json_object('event', 'test', 'outcome', 'ok', 'facts', json_object('n', i), 'sequence', i, 'actor', 'many', 'hash', 'AA')`;
      await behindItsBack(file, [
        `${rest} INSERT INTO audit (sequence, correlationId, row) SELECT i, 'c-' || i, ${row} FROM n`,
      ]);
      await log.close();
      const long = await AuditLog.open(file, new VirtualClock());
      try {
        const searching = long.list({ actor: "last" });
        await long.record({ ...event(1), actor: "last" });
        await searching;
        const sequences = async (query: object) => (await long.list(query)).map(({ sequence }) => sequence);
        expect(await sequences({ actor: "last" })).to.deep.equal([45_001]);
        expect(await sequences({ actor: "first" })).to.deep.equal([1]);
        expect(await sequences({ actor: "many", after: 19_998, limit: 4 })).to.deep.equal([
          19_999, 20_000, 20_001, 20_002,
        ]);
        expect((await long.list({ limit: 1_000_000 })).length).to.equal(45_001);
        expect(await sequences({ after: 45_001 })).to.deep.equal([]);
      } finally {
        await long.close();
      }
    });
  });

  it("goes on with the same chain after it was closed and opened again", () =>
    withLog(async (log, file) => {
      await log.record(event(1));
      await log.close();
      const again = await AuditLog.open(file, new VirtualClock());
      await again.record(event(2));
      const verification = await again.verify();
      await again.close();
      expect(verification).to.include({ ok: true, entries: 2 });
    }));

  it("verifies across more rows than one page", () =>
    withLog(async (log) => {
      await Promise.all(Array.from({ length: 1001 }, (_, n) => log.record(event(n))));
      expect(await log.verify()).to.include({ ok: true, entries: 1001 });
    }));

  it("refuses alone the row that cannot be written down, among those that came with it", () =>
    withLog(async (log) => {
      const strange = { ...event(2), facts: { n: 2n as unknown as number } };
      const settled = await Promise.allSettled([event(0), event(1), strange, event(3)].map((one) => log.record(one)));
      expect(settled.map(({ status }) => status)).to.deep.equal(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
      expect(await log.verify()).to.include({ ok: true, entries: 3 });
    }));

  it("refuses every row of a commit that fails, and takes the next ones", () =>
    withLog(async (log, file) => {
      await behindItsBack(file, [
        "CREATE TRIGGER full BEFORE INSERT ON audit WHEN NEW.sequence = 3 BEGIN SELECT RAISE(ABORT, 'disk full'); END",
      ]);
      const together = [0, 1, 2, 3].map((n) => log.record(event(n)));
      const codes = (await Promise.allSettled(together)).map((one) =>
        one.status === "fulfilled" ? "ok" : one.reason.code,
      );
      const [kept, lost] = [codes.filter((code) => code === "ok"), codes.filter((code) => code !== "ok")];
      expect(new Set(lost)).to.deep.equal(new Set(["audit.unwritable"]));
      await behindItsBack(file, ["DROP TRIGGER full"]);
      await log.record(event(9));
      expect(await log.verify()).to.include({ ok: true, entries: kept.length + 1 });
    }));

  it("refuses in the database itself to change or remove a row", () =>
    withLog(async (log, file) => {
      await log.record(event(1));
      for (const statement of ["UPDATE audit SET row = '{}'", "DELETE FROM audit"]) {
        const error = await behindItsBack(file, [statement]).catch((thrown: Error) => thrown);
        expect(error?.message).to.contain("append-only");
      }
      expect(await log.verify()).to.include({ ok: true, entries: 1 });
    }));

  for (const [what, statement, sequence, reason] of [
    ["an edited row", `UPDATE audit SET row = replace(row, '"n":2', '"n":7') WHERE sequence = 2`, 2, /altered/],
    ["a removed row", "DELETE FROM audit WHERE sequence = 2", 2, /missing/],
    ["a row that is no JSON", "UPDATE audit SET row = 'x' WHERE sequence = 3", 3, /not readable/],
    [
      "a row with a field slipped in",
      `UPDATE audit SET row = replace(row, '{"event"', '{"x":1,"event"') WHERE sequence = 2`,
      2,
      /altered/,
    ],
    ["rows in another order", "UPDATE audit SET sequence = 9 WHERE sequence = 1", 1, /missing/],
    [
      "a column that no longer says what its row says",
      "UPDATE audit SET target = 'other' WHERE sequence = 1",
      1,
      /not readable/,
    ],
  ] as const) {
    it(`tells ${what} and where it is`, () =>
      withLog(async (log, file) => {
        for (const n of [1, 2, 3]) await log.record(event(n));
        await behindItsBack(file, [...WITHOUT_TRIGGERS, statement]);
        const { ok, broken } = await log.verify();
        expect([ok, broken?.sequence]).to.deep.equal([false, sequence]);
        expect(broken?.reason).to.match(reason);
      }));
  }

  it("says with its own code that it cannot be written, and chains on once it can", () =>
    withLog(async (log, file) => {
      await log.record(event(1));
      await behindItsBack(file, [
        "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'disk full'); END",
      ]);
      const error = await log.record(event(2)).catch((thrown: unknown) => thrown);
      expect(isMadoguchiError(error, "audit.unwritable")).to.equal(true);
      await behindItsBack(file, ["DROP TRIGGER full"]);
      await log.record(event(3));
      expect(await log.verify()).to.include({ ok: true, entries: 2 });
    }));

  it("refuses to write on when its file was removed under it", () =>
    withLog(async (log, file) => {
      await log.record(event(1));
      rmSync(file);
      const error = await log.record(event(2)).catch((thrown: unknown) => thrown);
      expect(isMadoguchiError(error, "audit.unwritable")).to.equal(true);
    }));
});
