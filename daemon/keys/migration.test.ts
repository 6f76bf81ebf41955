import { join } from "node:path";
import { expect } from "chai";
import { migrations } from "../store/migrations/index.js";
import { migrate } from "../store/migrations/migrate.js";
import { openSqlite } from "../store/sqlite.js";
import { openStore } from "../store/store.js";
import { withDirectory } from "../store/testing/samples.js";

describe("A database from before the initialised flag", () => {
  it("counts as initialised where it has an area key, and nowhere else (R-SYS-20)", () =>
    withDirectory(async (directory) => {
      const file = join(directory, "store.sqlite");
      const knex = await openSqlite(file);
      await migrate(
        knex,
        migrations.filter(({ name }) => name < "0050"),
      );
      const key = { keyId: "K1", wrapped: Buffer.alloc(60), checkValue: "000000" };
      await knex("masterKeys").insert([
        { use: "area", municipality: "13101", generation: 1, registeredAt: 5, ...key },
        { use: "area", municipality: "13101", generation: 2, registeredAt: 7, ...key },
        { use: "service", municipality: "13102", generation: 1, registeredAt: 6, ...key },
      ]);
      await knex.destroy();
      const store = await openStore(file);
      try {
        expect(await store.of("13101").initialSettings.find()).to.deep.equal({
          ...{ municipality: "13101", state: "initialised", changedBy: "the configuration", changedAt: 7 },
        });
        expect(await store.of("13102").initialSettings.find()).to.equal(undefined);
      } finally {
        await store.close();
      }
    }));
});
