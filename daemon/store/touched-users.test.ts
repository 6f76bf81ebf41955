import { join } from "node:path";
import { expect } from "chai";
import { openStore } from "./store.js";
import { sampleResident, sampleUser, withDirectory } from "./testing/samples.js";

describe("What is asked of many users and applications", () => {
  it("finds the users whose residents an import touched, and no other municipality's beside them (R-DATA-03, R-PRIV-11)", () =>
    withDirectory(async (directory) => {
      const store = await openStore(join(directory, "store.sqlite"));
      try {
        const add = async (n: number, municipality = "13101", sequence = n) => {
          await store
            .of(municipality)
            .residents.save([{ ...sampleResident, municipality, residentId: `R${n}`, sequence }]);
          const user = {
            ...sampleUser,
            municipality,
            id: `u${municipality}${n}`,
            residentId: `R${n}`,
            cardId: `0${n}`,
          };
          await store.of(municipality).users.add(user);
        };
        for (const n of [1, 2, 3, 4]) await add(n);
        // The same resident ids in another municipality, touched later: they must not make ours touched.
        for (const n of [1, 2]) await add(n, "13102", 9);
        const { users } = store.of("13101");
        const ids = async (since: number, after = "", limit = 10) =>
          (await users.touched(since, after, limit)).map(({ user, resident }) => `${user.id} ${resident.sequence}`);
        expect(await ids(2)).to.deep.equal(["u131013 3", "u131014 4"]);
        expect(await ids(0, "u131011", 2)).to.deep.equal(["u131012 2", "u131013 3"]);
        expect(await ids(4)).to.deep.equal([]);
      } finally {
        await store.close();
      }
    }));

  it("finds the oldest open application of one user for one service, and counts those of all", () =>
    withDirectory(async (directory) => {
      const store = await openStore(join(directory, "store.sqlite"));
      try {
        const own = store.of("13101");
        await own.residents.save([sampleResident]);
        await own.users.add(sampleUser);
        await own.users.add({ ...sampleUser, id: "user-2", cardId: "02" });
        const base = { municipality: "13101", kind: "load", state: "open", recordedBy: "op1" } as const;
        const wanted = { serviceId: "library", kind: "load" } as const;
        const add = (id: string, userId: string, recordedAt: number, over: object = {}) =>
          own.applications.add({ ...base, serviceId: "library", id, userId, recordedAt, ...over });
        await add("a", "user-1", 3);
        await add("b", "user-1", 2);
        await add("c", "user-2", 1);
        await add("d", "user-1", 0, { kind: "delete" });
        await add("e", "user-1", 0, { serviceId: "points" });
        expect((await own.applications.openOf({ ...wanted, userId: "user-1" }))?.id).to.equal("b");
        expect(await own.applications.countOpen(wanted)).to.equal(3);
        await own.applications.close("b");
        expect((await own.applications.openOf({ ...wanted, userId: "user-1" }))?.id).to.equal("a");
        expect(await own.applications.countOpen(wanted)).to.equal(2);
        expect(await own.applications.openOf({ ...wanted, userId: "user-9" })).to.equal(undefined);
      } finally {
        await store.close();
      }
    }));
});
