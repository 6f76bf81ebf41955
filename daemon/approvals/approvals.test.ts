import { join } from "node:path";
import { expect } from "chai";
import { refusal } from "#card/errors/refusal.fixture.js";
import { VirtualClock } from "#card/ports/clock.js";
import type { OperatorSession } from "../api/call.js";
import type { Store } from "../store/repositories.js";
import { openStore } from "../store/store.js";
import { withDirectory } from "../store/testing/samples.js";
import { APPROVAL_MS, type ApprovalDemand, Approvals } from "./approvals.js";

const session = (operatorId: string, municipality = "13101"): OperatorSession => ({
  ...{ kind: "operator", id: `s-${operatorId}`, operatorId, name: operatorId },
  ...{ municipality, roles: ["administrator"] },
});
const [first, second] = [session("first"), session("second")];
const ACT = "keys.reinitialise";
const SUBJECT = "13101 K1 generation 2";

interface Scene {
  readonly approvals: Approvals;
  readonly store: Store;
  readonly clock: VirtualClock;
  /** Asked for by the first operator. */
  readonly id: string;
  /** The code that a demand ends with, or `done`. */
  demand(over?: Partial<ApprovalDemand>, by?: OperatorSession): Promise<string>;
}

const scene = (use: (scene: Scene) => Promise<void>) =>
  withDirectory(async (directory) => {
    const store = await openStore(join(directory, "store.sqlite"));
    const clock = new VirtualClock();
    let ids = 0;
    const approvals = new Approvals({ store, clock, newId: () => `approval-${++ids}` });
    const { id } = await approvals.request(first, ACT, SUBJECT, "the key was seen");
    const demand = (over: Partial<ApprovalDemand> = {}, by = first) =>
      approvals.demandApproval(by, { act: ACT, subject: SUBJECT, approvalId: id, ...over }, store).then(
        () => "done",
        (error) => error.code,
      );
    try {
      await use({ approvals, store, clock, id, demand });
    } finally {
      await store.close();
    }
  });

describe("Approval by a second operator (A-18)", () => {
  it("lets the one who asked do what was approved, once, and tells who approved and why", () =>
    scene(async ({ approvals, store, id, demand }) => {
      await approvals.approve(second, id, "seen and agreed");
      const approved = await approvals.demandApproval(first, { act: ACT, subject: SUBJECT, approvalId: id }, store);
      expect(approved).to.deep.equal({ approvalId: id, approvedBy: "second", reason: "the key was seen" });
      expect(await demand()).to.equal("approval.not-approved");
    }));

  it("is used by one of several that come at once", () =>
    scene(async ({ approvals, id, demand }) => {
      await approvals.approve(second, id, "ok");
      const ends = await Promise.all(Array.from({ length: 6 }, () => demand()));
      expect(ends.filter((end) => end === "done")).to.have.length(1);
    }));

  for (const [what, before, over, by, code] of [
    ["no approval", "approved", { approvalId: undefined }, first, "approval.needed"],
    ["one that is not there", "approved", { approvalId: "approval-9" }, first, "approval.unknown"],
    ["an open request", "open", {}, first, "approval.not-approved"],
    ["a rejected request", "rejected", {}, first, "approval.not-approved"],
    ["another subject", "approved", { subject: `${SUBJECT} and more` }, first, "approval.another-subject"],
    ["another act", "approved", { act: "tuning.publish" }, first, "approval.another-subject"],
    ["the second operator himself", "approved", {}, second, "approval.unknown"],
    ["the same ids of another municipality", "approved", {}, session("first", "13102"), "approval.unknown"],
    ["an approval that has run out", "expired", {}, first, "approval.expired"],
  ] as const) {
    it(`refuses ${what}`, () =>
      scene(async ({ approvals, clock, id, demand, store }) => {
        if (before === "rejected") await approvals.reject(second, id, "no");
        else if (before !== "open") await approvals.approve(second, id, "ok");
        if (before === "expired") clock.advance(APPROVAL_MS);
        const stored = await store.of("13101").approvals.find(id);
        expect(await demand(over, by)).to.equal(code);
        expect(await store.of("13101").approvals.find(id)).to.deep.equal(stored);
      }));
  }

  it("is not given by the one who asked, nor twice, nor too late, nor from another municipality", () =>
    scene(async ({ approvals, clock, id }) => {
      const codeOf = async (by: OperatorSession) => (await refusal(approvals.approve(by, id, "ok"))).code;
      expect(await codeOf(first)).to.equal("approval.same-person");
      expect(await codeOf(session("second", "13102"))).to.equal("approval.unknown");
      clock.advance(APPROVAL_MS);
      expect(await codeOf(second)).to.equal("approval.expired");
      clock.advance(-APPROVAL_MS);
      await approvals.approve(second, id, "ok");
      expect(await codeOf(session("third"))).to.equal("approval.decided");
    }));

  it("can be taken back by the one who asked, after it was given, and by nobody else", () =>
    scene(async ({ approvals, id, demand }) => {
      await approvals.approve(second, id, "ok");
      expect((await refusal(approvals.reject(second, id, "on second thoughts"))).code).to.equal("approval.decided");
      await approvals.reject(first, id, "not needed");
      expect(await demand()).to.equal("approval.not-approved");
    }));
});
