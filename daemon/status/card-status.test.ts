import { join } from "node:path";
import { expect } from "chai";
import { VirtualClock } from "#card/ports/clock.js";
import { auditErrors } from "../audit/audit-errors.js";
import { AuditOutbox } from "../audit/audit-outbox.js";
import type { AuditEvent } from "../audit/audit-port.js";
import { pinChannels } from "../pin/effective-limit.js";
import type { StatusSource } from "../store/records.js";
import type { Store } from "../store/repositories.js";
import { openSqlite } from "../store/sqlite.js";
import { openStore } from "../store/store.js";
import { sampleResident, sampleUser, withDirectory } from "../store/testing/samples.js";
import { CardStatusService, type CsQuestion } from "./card-status.js";
import { StatusBook } from "./status-book.js";
import { statusErrors } from "./status-errors.js";
import type { CachedAges, StatusUse } from "./status-port.js";

const CARD = "0102";
const TOWNS = ["13101", "13102"];
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const uses: readonly StatusUse[] = ["load", ...pinChannels];

interface World {
  readonly directory: string;
  readonly log: { writable: boolean };
  readonly clock: VirtualClock;
  readonly store: Store;
  readonly audited: readonly AuditEvent[];
  readonly book: StatusBook;
  readonly cs: { ask: CsQuestion["ask"] };
  readonly status: CardStatusService;
}

/** A CS that is out of reach, over a store of its own. */
const withoutCs = (ages: CachedAges, use: (world: World) => Promise<void>) =>
  withDirectory(async (directory) => {
    const store = await openStore(join(directory, "store.sqlite"));
    const clock = new VirtualClock();
    const failures = { info: () => {}, error: () => {} };
    const audited: AuditEvent[] = [];
    const log = { writable: true };
    const audit = {
      record: async (event: AuditEvent) => {
        if (!log.writable) throw auditErrors.error("unwritable");
        audited.push(event);
      },
    };
    const auditOutbox = new AuditOutbox({ store, audit, failures, clock });
    const book = new StatusBook({ store, audit, auditOutbox, failures, newId: () => "id" }, TOWNS);
    const cs: World["cs"] = { ask: () => Promise.reject(statusErrors.error("link-down")) };
    try {
      await use({
        directory,
        log,
        clock,
        store,
        audited,
        book,
        cs,
        status: new CardStatusService({ clock, failures }, book, cs, ages),
      });
    } finally {
      await store.close();
    }
  });

describe("A known operation state, while the CS cannot be asked", () => {
  // Each use has an age of its own, so that one that is taken for another shows.
  const ages = Object.fromEntries(uses.map((use, index) => [use, (index + 1) * 10 * MINUTE])) as Record<
    StatusUse,
    number
  >;
  for (const use of uses) {
    for (const source of ["live", "push", "medium"] satisfies StatusSource[]) {
      it(`stands in for ${use} until its age is reached and not a millisecond longer, learnt by ${source} (A-04, R-STATE-06)`, () =>
        withoutCs(ages, async ({ clock, book, status }) => {
          const asOf = clock.now();
          await book.take([{ cardId: CARD, state: "active", sequence: 1, asOf }], source);
          clock.advance(ages[use] - 1);
          expect(await status.ask(CARD, use)).to.deep.equal({
            ...{ cardId: CARD, state: "active", source: "cache", asOf, learnt: source },
          });
          clock.advance(1);
          expect(await status.ask(CARD, use)).to.deep.equal({ cardId: CARD, state: "unknown", source: "none" });
        }));
    }
  }

  it("stands in for no use unless it is switched on, not even one of this very moment (A-04)", () =>
    withoutCs({}, async ({ clock, book, status }) => {
      await book.take([{ cardId: CARD, state: "active", sequence: 1, asOf: clock.now() }], "live");
      for (const use of [...uses, undefined]) {
        expect(await status.ask(CARD, use), use).to.include({ state: "unknown", source: "none" });
      }
    }));

  it("stands in for the use that it was switched on for, and for no other", () =>
    withoutCs({ library: DAY }, async ({ clock, book, status }) => {
      await book.take([{ cardId: CARD, state: "active", sequence: 1, asOf: clock.now() }], "live");
      for (const use of [...uses, undefined]) {
        const state = use === "library" ? "active" : "unknown";
        expect((await status.ask(CARD, use)).state, use).to.equal(state);
      }
    }));

  it("is as good or bad as it was: a suspended card stays one, a card of which nothing is known is unknown", () =>
    withoutCs({ library: DAY }, async ({ clock, book, status }) => {
      await book.take([{ cardId: CARD, state: "suspended", sequence: 1, asOf: clock.now() }], "push");
      expect(await status.ask(CARD, "library")).to.include({ state: "suspended", source: "cache" });
      expect(await status.ask("0A", "library")).to.include({ state: "unknown", source: "none" });
    }));

  it("is not made young again by a clock that jumps a day, forth or back (A-04)", () =>
    withoutCs({ library: DAY }, async ({ clock, book, status }) => {
      const state = async () => (await status.ask(CARD, "library")).state;
      await book.take([{ cardId: CARD, state: "active", sequence: 1, asOf: clock.now() }], "live");
      clock.advance(-DAY);
      expect(await state()).to.equal("unknown");
      clock.advance(DAY);
      expect(await state()).to.equal("active");
      clock.advance(DAY);
      expect(await state()).to.equal("unknown");
    }));

  it("is not the one from before the question, when something newer comes in while the CS does not answer (X-08, R-STATE-04)", () =>
    withoutCs({ library: DAY }, async ({ clock, book, cs, status }) => {
      await book.take([{ cardId: CARD, state: "active", sequence: 1, asOf: clock.now() }], "live");
      cs.ask = async () => {
        await book.take([{ cardId: CARD, state: "lost", sequence: 2, asOf: clock.now() }], "push");
        throw statusErrors.error("link-down");
      };
      expect(await status.ask(CARD, "library")).to.include({ state: "lost", source: "cache", learnt: "push" });
    }));

  it("does not stand in for a word of the CS that could not be kept (X-08, R-STATE-06)", () =>
    withoutCs({ library: DAY }, async ({ clock, book, cs, status }) => {
      await book.take([{ cardId: CARD, state: "active", sequence: 1, asOf: clock.now() }], "live");
      cs.ask = async () => ({ cardId: CARD, state: "stolen", sequence: 2 });
      book.take = () => Promise.reject(new Error("disk full"));
      expect(await status.ask(CARD, "library")).to.include({ state: "unknown", source: "none" });
    }));

  it("fails closed when the store fails as well", () =>
    withoutCs({ library: DAY }, async ({ clock, book, status }) => {
      await book.take([{ cardId: CARD, state: "active", sequence: 1, asOf: clock.now() }], "live");
      book.find = () => Promise.reject(new Error("disk"));
      expect(await status.ask(CARD, "library")).to.include({ state: "unknown", source: "none" });
    }));
});

describe("A change of an operation state", () => {
  it("is on record with the municipality whose user's card it is, and with no other (A-33, X-18, R-LOG-02)", () =>
    withoutCs({}, async ({ clock, store, audited, book }) => {
      for (const [at, municipality] of TOWNS.entries()) {
        const own = store.of(municipality);
        await own.residents.save([{ ...sampleResident, municipality }]);
        await own.users.add({ ...sampleUser, id: `user-${at}`, municipality, cardId: `0${at}` });
      }
      for (const [sequence, state] of [
        [1, "active"],
        [2, "lost"],
      ] as const) {
        for (const cardId of ["00", "01", "0F"]) {
          await book.take([{ cardId, state, sequence, asOf: clock.now() }], "push");
        }
      }
      const rows = audited.map(({ event, target, municipality }) => [event, target, municipality]);
      expect(rows).to.deep.equal([
        ["cs.state-changed", "00", "13101"],
        ["cs.state-changed", "01", "13102"],
        ["cs.state-changed", "0F", undefined],
      ]);
    }));
});

describe("A change of a card's state and its audit row (R-LOG-05, R-STATE-01)", () => {
  const change = (state: "active" | "suspended", sequence: number) => ({ cardId: CARD, state, sequence, asOf: 0 });

  it("are both there or neither, where the row cannot be stored", () =>
    withoutCs({}, async ({ book, store, audited, directory }) => {
      await book.take([change("active", 1)], "push");
      const beside = await openSqlite(join(directory, "store.sqlite"));
      await beside.raw("CREATE TRIGGER fault BEFORE INSERT ON auditOutbox BEGIN SELECT RAISE(ABORT, 'a fault'); END");
      const taking = () => book.take([change("suspended", 2)], "push", ({ csFeed }) => csFeed.advance(2));
      expect(await taking().catch(({ code }) => code)).to.equal("SQLITE_CONSTRAINT");
      expect(await book.find(CARD)).to.include({ state: "active", sequence: 1 });
      expect(await store.csFeed.position()).to.equal(0);
      expect(audited).to.deep.equal([]);
      await beside.raw("DROP TRIGGER fault");
      await beside.destroy();
      await taking();
      expect(await book.find(CARD)).to.include({ state: "suspended" });
      expect(audited.map(({ facts }) => facts)).to.deep.equal([{ from: "active", to: "suspended", source: "push" }]);
    }));

  it("are both there where the log cannot be written: the row waits in the store for the log", () =>
    withoutCs({}, async ({ book, store, audited, log }) => {
      await book.take([change("active", 1)], "push");
      log.writable = false;
      await book.take([change("suspended", 2)], "push");
      const [waiting] = await store.auditOutbox.waiting(10);
      expect(JSON.parse(waiting!.event)).to.include({ event: "cs.state-changed", target: CARD });
      log.writable = true;
      await book.take([change("active", 3)], "push");
      expect(audited.map(({ facts }) => facts?.["to"])).to.deep.equal(["suspended", "active"]);
    }));
});
