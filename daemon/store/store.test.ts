import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { Store, TenantRepositories } from "./repositories.js";
import { openSqlite } from "./sqlite.js";
import { openStore } from "./store.js";
import { sampleJournal, sampleRegistration, sampleResident, sampleUser, withDirectory } from "./testing/samples.js";

async function withStore(use: (store: Store, own: TenantRepositories) => Promise<void>): Promise<void> {
  await withDirectory(async (directory) => {
    const store = await openStore(join(directory, "store.sqlite"));
    try {
      await use(store, store.of("13101"));
    } finally {
      await store.close();
    }
  });
}

async function failure(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => expect.fail("it did not fail"),
    (error) => error,
  );
}

describe("The store", () => {
  it("gives every kind of record back as it was saved", () =>
    withStore(async (store, own) => {
      await own.residents.save([sampleResident]);
      await own.users.add(sampleUser);
      await own.registrations.add(sampleRegistration);
      await own.journal.add(sampleJournal);
      const operator = {
        municipality: "13101",
        id: "op1",
        name: "見本",
        roles: ["counter", "auditor"] as const,
        withdrawn: ["card.pin"] as const,
        state: "disabled" as const,
        passwordHash: "x",
        failures: 2,
        lockedUntil: 1_775_000_000_000,
      };
      await own.operators.save(operator);
      const key = {
        use: "area" as const,
        municipality: "13101",
        keyId: "K1",
        generation: 2,
        wrapped: Uint8Array.of(0, 255, 7),
        checkValue: "ABCDEF",
        registeredAt: 5,
      };
      await own.masterKeys.add(key);
      expect(await own.residents.find("R0001")).to.deep.equal(sampleResident);
      expect(await own.users.findByCard(sampleUser.cardId)).to.deep.equal(sampleUser);
      expect(await own.registrations.find("registration-1")).to.deep.equal(sampleRegistration);
      expect(await store.waiting.onCard(sampleJournal.cardId)).to.deep.equal([sampleJournal]);
      expect(await own.operators.find("op1")).to.deep.equal(operator);
      const found = await own.masterKeys.find("area", "K1", 2);
      expect({ ...found, wrapped: [...found!.wrapped] }).to.deep.equal({ ...key, wrapped: [0, 255, 7] });
    }));

  it("takes back all of a transaction that fails", () =>
    withStore(async (store, own) => {
      await own.residents.save([sampleResident]);
      await failure(
        store.transaction(async (repositories) => {
          await repositories.of("13101").users.add(sampleUser);
          throw new Error("after the first write");
        }),
      );
      expect(await own.users.find(sampleUser.id)).to.equal(undefined);
    }));

  it("refuses a second live registration of one card for one service, and takes one after a withdrawal", () =>
    withStore(async (_, own) => {
      await own.residents.save([sampleResident]);
      await own.users.add(sampleUser);
      await own.registrations.add(sampleRegistration);
      const again = { ...sampleRegistration, id: "registration-2" };
      expect((await failure(own.registrations.add(again))).message).to.match(/UNIQUE/);
      await own.registrations.setState("registration-1", "withdrawn", 9);
      await own.registrations.add(again);
      expect((await own.registrations.live(again.cardId, "library"))?.id).to.equal("registration-2");
    }));

  it("refuses a user who is no resident", () =>
    withStore(async (_, own) => {
      expect((await failure(own.users.add(sampleUser))).message).to.match(/FOREIGN KEY/);
    }));

  it("never tells values in its error messages", () =>
    withStore(async (_, own) => {
      const error = await failure(own.users.add({ ...sampleUser, residentId: "CANARY-7391" }));
      expect(error.message).not.to.contain("CANARY-7391");
    }));

  it("finds residents by the beginning of their kana, taking signs of the pattern language as letters", () =>
    withStore(async (store, own) => {
      await own.residents.save([sampleResident, { ...sampleResident, residentId: "R0002", kana: "%ミホン" }]);
      await store.of("13102").residents.save([{ ...sampleResident, residentId: "R0003", municipality: "13102" }]);
      const ids = async (kana: string) => (await own.residents.search({ kana })).map(({ residentId }) => residentId);
      expect(await ids("ミホン")).to.deep.equal(["R0001"]);
      expect(await ids("%")).to.deep.equal(["R0002"]);
      expect(await ids("タロウ")).to.deep.equal([]);
    }));

  it("refuses a file that is no database, with its name", () =>
    withDirectory(async (directory) => {
      const file = join(directory, "store.sqlite");
      writeFileSync(file, "this is no database, it is a text of some length ".repeat(40));
      const error = await failure(openStore(file));
      expect(isMadoguchiError(error) && [error.code, error.details["file"]]).to.deep.equal(["store.cannot-open", file]);
    }));

  it("refuses a database of a newer version and leaves it alone", () =>
    withDirectory(async (directory) => {
      const file = join(directory, "store.sqlite");
      await (await openStore(file)).close();
      const knex = await openSqlite(file);
      await knex("knex_migrations").insert({ name: "9999-from-the-future", batch: 9, migration_time: 0 });
      await knex.destroy();
      expect(await failure(openStore(file))).to.include({ code: "store.not-ours" });
    }));

  it("holds every acknowledged transaction and no half of one after its writer was killed", () =>
    withDirectory(async (directory) => {
      const file = join(directory, "store.sqlite");
      const script = fileURLToPath(new URL("./testing/writer-process.js", import.meta.url));
      for (const killAfter of [3, 11, 20]) {
        const child = spawn(process.execPath, [script, `${file}-${killAfter}`], {
          stdio: ["ignore", "pipe", "inherit"],
        });
        let acknowledged = 0;
        for await (const line of createInterface({ input: child.stdout })) {
          acknowledged = Number(line);
          if (acknowledged === killAfter) child.kill("SIGKILL");
        }
        if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
        expect(child.signalCode).to.equal("SIGKILL");
        const knex = await openSqlite(`${file}-${killAfter}`);
        const count = async (table: string) => Number((await knex(table).count({ n: "*" }))[0]!["n"]);
        const [users, residents] = [await count("users"), await count("residents")];
        const [{ sequence }] = await knex("importSequences").select("sequence");
        const [{ integrity_check: integrity }] = await knex.raw("PRAGMA integrity_check");
        await knex.destroy();
        expect(users).to.be.at.least(acknowledged);
        expect({ residents, sequence, integrity }).to.deep.equal({
          residents: users,
          sequence: users,
          integrity: "ok",
        });
      }
    }));
});
