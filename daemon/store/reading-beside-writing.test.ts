import { join } from "node:path";
import { expect } from "chai";
import { readOnlySqlite } from "./read-only.js";
import { openStore } from "./store.js";
import { sampleResident, withDirectory } from "./testing/samples.js";

const [A, B] = ["13101", "13102"];

describe("Reading beside writing (decision 0022)", () => {
  it("finds residents while a transaction holds the writer, as they were before it, and its own once it is through", () =>
    withDirectory(async (directory) => {
      const store = await openStore(join(directory, "store.sqlite"));
      try {
        const search = () => store.of(A).residents.search({ residentId: sampleResident.residentId });
        await store.of(A).residents.save([sampleResident]);
        await store.transaction(async (trx) => {
          await trx.of(A).residents.save([{ ...sampleResident, sequence: sampleResident.sequence + 1, name: "改名" }]);
          // On the writer's connection this would wait for the end of the transaction that it stands in.
          expect((await search()).map(({ name }) => name)).to.deep.equal([sampleResident.name]);
          const inside = await trx.of(A).residents.search({ residentId: sampleResident.residentId });
          expect(inside.map(({ name }) => name)).to.deep.equal(["改名"]);
          expect(await store.of(B).residents.search({ residentId: sampleResident.residentId })).to.deep.equal([]);
        });
        expect((await search()).map(({ name }) => name)).to.deep.equal(["改名"]);
      } finally {
        await store.close();
      }
    }));

  it("goes over a connection that can write nothing", () =>
    withDirectory(async (directory) => {
      const file = join(directory, "store.sqlite");
      const store = await openStore(file);
      const reader = readOnlySqlite(file);
      try {
        const refused = await reader.raw("DELETE FROM residents").then(
          () => "done",
          ({ code }) => code,
        );
        expect(refused).to.equal("SQLITE_READONLY");
      } finally {
        await reader.destroy();
        await store.close();
      }
    }));
});
