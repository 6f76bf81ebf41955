import { join } from "node:path";
import { expect } from "chai";
import type { Knex } from "knex";
import { GroupCommit, type Work } from "./group-commit.js";
import { openSqlite } from "./sqlite.js";
import { withDirectory } from "./testing/samples.js";

const add =
  (n: number, text = ""): Work<unknown> =>
  (db) =>
    db("t").insert({ n, text });

/** A table, its writer, and how many commits there were. */
async function withWriter(use: (writer: GroupCommit, db: Knex, commits: () => number) => Promise<void>) {
  await withDirectory(async (directory) => {
    const db = await openSqlite(join(directory, "t.sqlite"));
    await db.raw(
      `CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT, other INTEGER REFERENCES t(n) DEFERRABLE INITIALLY DEFERRED)`,
    );
    let commits = 0;
    db.on("query", ({ sql }: { readonly sql: string }) => {
      if (/^COMMIT/.test(sql)) commits++;
    });
    try {
      await use(new GroupCommit(db), db, () => commits);
    } finally {
      await db.destroy();
    }
  });
}

const there = async (db: Knex) => (await db("t").orderBy("n").select("n")).map(({ n }) => n);
const codes = (settled: readonly PromiseSettledResult<unknown>[]) =>
  settled.map((one) => (one.status === "fulfilled" ? "ok" : one.reason.code));

describe("The store's one writer", () => {
  it("commits together what came together, and answers each of them", () =>
    withWriter(async (writer, db, commits) => {
      await Promise.all(Array.from({ length: 20 }, (_, n) => writer.run(add(n))));
      expect(await there(db)).to.have.length(20);
      // The first is alone; the others came while it was on its way.
      expect(commits()).to.equal(1);
    }));

  it("lets a work that fails take nothing of its neighbours with it, nor leave anything of itself", () =>
    withWriter(async (writer, db) => {
      const half: Work<unknown> = async (trx) => {
        await add(7)(trx);
        await add(1)(trx);
      };
      const all = [writer.run(add(0)), writer.run(add(1)), writer.run(half, true), writer.run(add(2))];
      expect(codes(await Promise.allSettled(all))).to.deep.equal(["ok", "ok", "SQLITE_CONSTRAINT", "ok"]);
      expect(await there(db)).to.deep.equal([0, 1, 2]);
      const thrown = writer.run(() => {
        throw Object.assign(new Error("at once"), { code: "AT_ONCE" });
      });
      expect(codes(await Promise.allSettled([thrown, writer.run(add(3))]))).to.deep.equal(["AT_ONCE", "ok"]);
    }));

  it("lets a statement that is refused take nothing of its neighbours with it, of as many rows as it would have been (R-LOG-05)", () =>
    withWriter(async (writer, db, commits) => {
      const many = (...rows: readonly number[]) => writer.run((trx) => trx("t").insert(rows.map((n) => ({ n }))));
      const all = [
        writer.run(add(0)),
        many(1, 2),
        many(3, 4, 2, 5),
        many(6, 7),
        writer.run(add(7)),
        writer.run(add(8)),
      ];
      expect(codes(await Promise.allSettled(all))).to.deep.equal([
        ...["ok", "ok", "SQLITE_CONSTRAINT", "ok", "SQLITE_CONSTRAINT", "ok"],
      ]);
      expect(await there(db)).to.deep.equal([0, 1, 2, 6, 7, 8]);
      expect(commits()).to.equal(1);
    }));

  it("gives one statement no savepoint of its own, and several statements one", () =>
    withWriter(async (writer, db) => {
      let savepoints = 0;
      db.on("query", ({ sql }: { readonly sql: string }) => {
        if (/^SAVEPOINT/i.test(sql)) savepoints++;
      });
      await Promise.all([0, 1, 2].map((n) => writer.run(add(n))));
      expect(savepoints).to.equal(0);
      await Promise.all([3, 4, 5].map((n) => writer.run(add(n), true)));
      expect(savepoints).to.equal(2);
    }));

  it("answers nobody whose commit failed with a yes", () =>
    withWriter(async (writer, db) => {
      // A reference to nothing is found at the commit.
      const dangling: Work<unknown> = (trx) => trx("t").insert({ n: 5, other: 99 });
      const all = [writer.run(add(0)), writer.run(add(1)), writer.run(dangling), writer.run(add(2))];
      expect(codes(await Promise.allSettled(all))).to.deep.equal([
        "ok",
        ...["SQLITE_CONSTRAINT", "SQLITE_CONSTRAINT", "SQLITE_CONSTRAINT"],
      ]);
      expect(await there(db)).to.deep.equal([0]);
    }));

  it("refuses all of a commit for which there is no room, keeps none of them, and goes on when there is", () =>
    withWriter(async (writer, db) => {
      const [{ page_count: pages }] = await db.raw("PRAGMA page_count");
      await db.raw(`PRAGMA max_page_count = ${pages + 2}`);
      const all = [0, 1, 2, 3].map((n) => writer.run(add(n, "x".repeat(n === 2 ? 100_000 : 10))));
      expect(codes(await Promise.allSettled(all))).to.deep.equal(["ok", "SQLITE_FULL", "SQLITE_FULL", "SQLITE_FULL"]);
      expect(await there(db)).to.deep.equal([0]);
      await db.raw("PRAGMA max_page_count = 100000");
      await Promise.all([1, 2, 3].map((n) => writer.run(add(n))));
      expect(await there(db)).to.deep.equal([0, 1, 2, 3]);
    }));
});
