import { join } from "node:path";
import { expect } from "chai";
import { openStore } from "../store/store.js";
import { sampleResident, sampleUser, withDirectory } from "../store/testing/samples.js";
import { userRows } from "./list-rows.js";

const CITY = sampleResident.municipality;

describe("The rows of a list of users", () => {
  it("come in order of kana over all pages, each card once, and of no other municipality (R-DATA-12, R-PRIV-11)", () =>
    withDirectory(async (directory) => {
      const store = await openStore(join(directory, "store.sqlite"));
      try {
        // More than two pages; many of one kana, so that a page ends among them.
        const kana = (n: number) => (n % 2 === 0 ? "サトウ ハナコ" : `${"アカサタナ"[n % 5]} ${n}`);
        const people = Array.from({ length: 450 }, (_, n) => ({
          ...{ ...sampleResident, residentId: `R${String(n).padStart(4, "0")}`, kana: kana(n) },
        }));
        await store.of(CITY).residents.save([...people, { ...sampleResident, residentId: "no-user", kana: "ア" }]);
        const theirs = { ...sampleResident, municipality: "13102", residentId: "R-theirs" };
        await store.of("13102").residents.save([theirs]);
        const user = (n: number, residentId: string, municipality = CITY) => ({
          ...{
            ...sampleUser,
            municipality,
            id: `U${n}`,
            residentId,
            cardId: `0A${n.toString(16).padStart(6, "0")}`.toUpperCase(),
          },
        });
        for (const [n, { residentId }] of people.entries()) await store.of(CITY).users.add(user(n, residentId));
        await store.of(CITY).users.add(user(900, "R0007"));
        await store.of("13102").users.add(user(901, "R-theirs", "13102"));
        const found: string[] = [];
        for await (const { kana: shown, residentId } of userRows(store.of(CITY))) found.push(`${shown} ${residentId}`);
        const wanted = [...people, people[7]!].map((one) => `${one.kana} ${one.residentId}`);
        expect(found).to.deep.equal(wanted.sort());
      } finally {
        await store.close();
      }
    }));
});
