import { join } from "node:path";
import { expect } from "chai";
import { refusal } from "#card/errors/refusal.fixture.js";
import { VirtualClock } from "#card/ports/clock.js";
import type { OperatorSession } from "../api/call.js";
import { Approvals } from "../approvals/approvals.js";
import type { Repositories, Store } from "../store/repositories.js";
import { openStore } from "../store/store.js";
import { withDirectory } from "../store/testing/samples.js";
import { TuningBook } from "./tuning-book.js";

const CITY = "13101";
const session = (operatorId: string, municipality = CITY): OperatorSession => ({
  ...{ kind: "operator", id: `s-${operatorId}`, operatorId, name: operatorId },
  ...{ municipality, roles: ["administrator"] },
});
const [first, second] = [session("first"), session("second")];
const GROUND = { colours: { ground: "#eef4ff" } };

/** Repositories whose call number `at` of a transaction, counted over all of them, does not come back: as if the daemon ended there. */
function failing(repositories: Repositories, at: number): Repositories {
  let calls = 0;
  const counted = <T extends object>(inner: T): T =>
    new Proxy(inner, {
      get: (target, name) => {
        const value = Reflect.get(target, name) as unknown;
        if (typeof value !== "function") return typeof value === "object" && value !== null ? counted(value) : value;
        return (...args: unknown[]) => {
          if (++calls === at) throw new Error("the power failed");
          return (value as (...given: unknown[]) => unknown).apply(target, args);
        };
      },
    });
  return { ...repositories, of: (municipality) => counted(repositories.of(municipality)) };
}

describe("A book of tuning sets", () => {
  const scene = (use: (store: Store, clock: VirtualClock, reopened: () => Promise<TuningBook>) => Promise<void>) =>
    withDirectory(async (directory) => {
      const clock = new VirtualClock();
      const store = await openStore(join(directory, "store.sqlite"));
      try {
        await use(store, clock, () => TuningBook.open({ store, clock }, [CITY, "13102"], () => []));
      } finally {
        await store.close();
      }
    });

  it("publishes whole or not at all, wherever it is broken off: version, draft and approval stand together (R-TUNE-11, A-18)", () =>
    scene(async (store, clock, reopened) => {
      let ids = 0;
      const approvals = new Approvals({ store, clock, newId: () => `approval-${++ids}` });
      const whole = await reopened();
      await whole.save(first, 0, GROUND);
      const proposal = await whole.proposeDraft(CITY, 1);
      const { id } = await approvals.request(first, "tuning.publish", proposal.subject, "colours");
      await approvals.approve(second, id, "seen");
      const demand = (within: Repositories) =>
        approvals.demandApproval(first, { act: "tuning.publish", subject: proposal.subject, approvalId: id }, within);
      const state = async () => {
        const own = store.of(CITY);
        const { state: approval } = (await own.approvals.find(id))!;
        return {
          approval,
          version: (await own.tuningVersions.last())?.version ?? 0,
          draft: await own.tuningDrafts.find(),
        };
      };
      const before = await state();
      let broken = 0;
      for (let at = 1; ; at++) {
        const torn: Store = {
          ...store,
          transaction: (work) => store.transaction((inside) => work(failing(inside, at))),
        };
        const book = await TuningBook.open({ store: torn, clock }, [CITY], () => []);
        const ended = await book.publish(first, proposal, demand).then(
          () => "published",
          (error: Error) => error.message,
        );
        if (ended === "published") break;
        broken++;
        expect(ended, String(at)).to.equal("the power failed");
        expect(await state(), String(at)).to.deep.equal(before);
        expect(book.current(CITY).version, String(at)).to.equal(0);
        expect((await reopened()).current(CITY).version, String(at)).to.equal(0);
      }
      // Look at the last version, the approval twice, the version, the draft twice.
      expect(broken).to.be.at.least(5);
      expect(await state()).to.deep.include({ approval: "used", version: 1 });
      expect((await reopened()).current(CITY).set).to.deep.equal(GROUND);
    }));

  it("saves a draft whole or not at all", () =>
    scene(async (store, clock) => {
      for (let at = 1; ; at++) {
        const torn: Store = {
          ...store,
          transaction: (work) => store.transaction((inside) => work(failing(inside, at))),
        };
        const book = await TuningBook.open({ store: torn, clock }, [CITY], () => []);
        const saved = await book.save(first, 0, GROUND).then(
          () => true,
          () => false,
        );
        expect((await store.of(CITY).tuningDrafts.find())?.revision).to.equal(saved ? 1 : undefined);
        if (saved) break;
        expect(at).to.be.below(9);
      }
    }));

  it("lets of two publications of the same draft one through, and uses one approval (R-TUNE-11)", () =>
    scene(async (store, _clock, reopened) => {
      const book = await reopened();
      await book.save(first, 0, GROUND);
      const proposal = await book.proposeDraft(CITY, 1);
      let demanded = 0;
      const demand = async () => ({ approvalId: `a-${++demanded}`, approvedBy: "second", reason: "x" });
      const ends = await Promise.allSettled([1, 2, 3].map(() => book.publish(first, proposal, demand)));
      expect(ends.filter(({ status }) => status === "fulfilled")).to.have.length(1);
      expect(demanded).to.equal(1);
      expect((await store.of(CITY).tuningVersions.list(9, 9)).map(({ version }) => version)).to.deep.equal([1]);
    }));

  it("keeps a colleague's draft when somebody goes back to a version, and lets it be published over that on purpose", () =>
    scene(async (_store, _clock, reopened) => {
      const book = await reopened();
      const approved = async () => ({ approvalId: "a", approvedBy: "second", reason: "x" });
      await book.save(first, 0, GROUND);
      await book.publish(first, await book.proposeDraft(CITY, 1), approved);
      const { revision } = await book.draft(CITY);
      const mine = { colours: { ink: "#000000" } };
      await book.save(second, revision, mine);
      await book.publish(first, await book.proposeReturn(CITY, 0), approved);
      expect(book.current(CITY)).to.deep.include({ version: 2, set: {} });
      expect((await book.draft(CITY)).set).to.deep.equal(mine);
      expect((await book.proposeDraft(CITY, revision + 1)).replaces).to.equal(2);
      expect((await refusal(book.proposeReturn(CITY, 0))).code).to.equal("tuning.nothing-to-publish");
    }));
});
