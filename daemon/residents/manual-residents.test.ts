import { createHash } from "node:crypto";
import { expect } from "chai";
import { VirtualClock } from "#card/ports/clock.js";
import type { Store } from "../store/repositories.js";
import { openStore } from "../store/store.js";
import { sampleResident, sampleUser, withDirectory } from "../store/testing/samples.js";
import { importResidents } from "./import-residents.js";
import { sourcesOf } from "./sources.js";

const CITY = sampleResident.municipality;
const { municipality: _, sequence: __, ...ROW } = sampleResident;
const HOUR = 3_600_000;

const row = (residentId: string, name = "見本 太郎") => ({ ...ROW, residentId, name });

function file(sequence: number, rows: readonly object[], header: object = {}): string {
  const body = rows.map((one) => `${JSON.stringify(one)}\n`).join("");
  const sha256 = createHash("sha256").update(body).digest("hex");
  return `${JSON.stringify({ type: "residents", municipality: CITY, sequence, count: rows.length, sha256, ...header })}\n${body}`;
}

describe("Where a resident's record comes from", () => {
  const clock = new VirtualClock();
  const at = (hours: number) => new Date(clock.now() + hours * HOUR).toISOString();

  const trial = (work: (store: Store) => Promise<void>) => () =>
    withDirectory(async (directory) => {
      const store = await openStore(`${directory}/store.sqlite`);
      try {
        await work(store);
      } finally {
        await store.close();
      }
    });
  const take = (store: Store, content: string, way: "call" | "folder" | "relay" = "call") =>
    importResidents(
      {
        store,
        clock,
        settings: { plain: true, signers: [], items: [] },
        recipient: () => Promise.reject(new Error("none")),
      },
      { municipality: CITY, way, progress: () => {} },
      [Buffer.from(content)],
    ).then(
      () => "imported",
      ({ code }) => code,
    );
  const byHand = (store: Store, residentId: string, enteredAt = clock.now()) =>
    store
      .of(CITY)
      .residents.save([{ ...sampleResident, residentId, name: "手入力", sequence: 0, enteredAt, enteredBy: "senior" }]);
  const sourceOf = async (store: Store, residentId: string) => {
    const { residents } = store.of(CITY);
    const found = (await residents.known(residentId))!;
    return [(await sourcesOf(residents, [found]))(found), found.name, found.movedOut !== undefined] as const;
  };

  it(
    "is kept with its way and its as-of time, and newer data win by either way (R-PRIV-04)",
    trial(async (store) => {
      await take(store, file(1, [row("R1", "古")], { asOf: at(-5) }), "folder");
      expect(await sourceOf(store, "R1")).to.deep.equal([{ source: "folder", asOf: at(-5), sequence: 1 }, "古", false]);
      await take(store, file(2, [row("R1", "新")], { asOf: at(-1) }), "relay");
      expect(await sourceOf(store, "R1")).to.deep.equal([{ source: "relay", asOf: at(-1), sequence: 2 }, "新", false]);
      // Without a moment of the source's own it is that of the import.
      await take(store, file(3, [row("R1", "最新")]));
      expect(await sourceOf(store, "R1")).to.deep.equal([{ source: "call", asOf: at(0), sequence: 3 }, "最新", false]);
    }),
  );

  it(
    "never is older than what is known: a file of an earlier moment is refused whole, though its sequence is a later one (R-PRIV-04)",
    trial(async (store) => {
      await take(store, file(1, [row("R1", "新")], { asOf: at(-1) }));
      expect(await take(store, file(2, [row("R1", "古")], { asOf: at(-2) }))).to.equal("import.older-data");
      expect((await sourceOf(store, "R1"))[1]).to.equal("新");
      expect(await take(store, file(2, [row("R1", "改")], { asOf: at(-1) }))).to.equal("imported");
    }),
  );

  it(
    "is not of a moment that has not come: after a jump of a clock nothing is applied, and the same file comes in once the clock is right",
    trial(async (store) => {
      const content = file(1, [row("R1")], { asOf: at(30) });
      expect(await take(store, content)).to.equal("import.from-the-future");
      expect(await store.of(CITY).residents.sequence()).to.equal(0);
      clock.advance(29 * HOUR);
      expect(await take(store, content)).to.equal("imported");
    }),
  );

  it(
    "is an entry by hand until a file that names the resident confirms it, and not by one from before the entry (A-08)",
    trial(async (store) => {
      await byHand(store, "R1");
      await take(store, file(1, [row("R1")], { asOf: at(-1) }));
      expect(await sourceOf(store, "R1")).to.deep.equal([
        { source: "manual", asOf: at(0), sequence: 0 },
        "手入力",
        false,
      ]);
      await take(store, file(2, [row("R2")]));
      expect(await store.of(CITY).residents.byHand()).to.have.length(1);
      await take(store, file(3, [row("R1")], { asOf: at(1) }));
      expect(await sourceOf(store, "R1")).to.deep.equal([
        { source: "call", asOf: at(1), sequence: 3 },
        "見本 太郎",
        false,
      ]);
      expect(await store.of(CITY).residents.byHand()).to.deep.equal([]);
    }),
  );

  it(
    "is an entry by hand that no full file from before it, or of no moment, ends; one from after it does (A-08)",
    trial(async (store) => {
      await take(store, file(1, [row("R1")]));
      await byHand(store, "R2");
      await store.of(CITY).users.add({ ...sampleUser, residentId: "R2" });
      await take(store, file(2, [row("R1")], { kind: "full" }));
      await take(store, file(3, [row("R1")], { kind: "full", asOf: at(-1) }));
      expect(await sourceOf(store, "R2")).to.deep.equal([
        { source: "manual", asOf: at(0), sequence: 0 },
        "手入力",
        false,
      ]);
      await take(store, file(4, [row("R1")], { kind: "full", asOf: at(1) }));
      expect((await sourceOf(store, "R2"))[2]).to.equal(true);
    }),
  );

  it(
    "is confirmed at once where the entry was made under a clock that was ahead",
    trial(async (store) => {
      await byHand(store, "R1", clock.now() + 1000 * HOUR);
      await take(store, file(1, [row("R1")], { asOf: at(-1) }));
      expect((await sourceOf(store, "R1"))[0].source).to.equal("call");
    }),
  );
});
