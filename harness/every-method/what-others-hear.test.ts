import { expect } from "chai";
import { describe, it } from "mocha";
import { type MethodName, methods, notifications } from "#daemon/api/contract/index.js";
import { bothTowns } from "./both-towns.fixture.js";
import { MARK } from "./two-towns.fixture.js";

/** These end the session, or shut its operator out, or stop the work of the town: the others come first. */
const LAST = /^(session\.|operators\.|keys\.)/;
const names = (Object.keys(methods) as MethodName[]).filter(
  (name) => name !== "hello" && methods[name].need !== "system",
);
const inOrder = [...names.filter((name) => !LAST.test(name)), ...names.filter((name) => LAST.test(name))];

describe("While one municipality works, the other", function () {
  this.timeout(120_000);
  const both = bothTowns();

  it("hears of nothing that is the first one's, whatever that calls (R-PRIV-11, R-SHARE-02)", async () => {
    const listeners = [await both.towns.operator("b"), await both.towns.system("tsukimi-library-window")];
    const own = await both.towns.operator("a");
    let client = await both.towns.operator("a");
    await both.towns.cardIn("r1");
    const done: string[] = [];
    for (const name of inOrder) {
      const code = await client.codeOf(name, both.towns.paramsOf(name));
      if (code === "ok") done.push(name);
      if (code === "session.not-open") client = await both.towns.operator("a").catch(() => client);
    }
    // The work was real: it changed things, and the own colleagues heard of it.
    expect(done).to.include.members(["stops.set", "approvals.request", "residents.search", "operators.list"]);
    const heard = (frames: readonly { readonly method?: string }[]) =>
      frames.flatMap(({ method }) => (method !== undefined && Object.hasOwn(notifications, method) ? [method] : []));
    expect(heard(own.frames)).to.include.members(["readers.changed", "stops.changed", "approvals.changed"]);

    const secrets = [
      MARK,
      ...["cardId", "residentId", "userId", "applicationId", "bulkId", "approvalId", "id"].map(
        (id) => both.towns.ids[id]!,
      ),
    ];
    for (const listener of listeners) {
      const news = listener.frames.filter(({ method }) => method !== undefined);
      for (const secret of secrets) expect(JSON.stringify(news).includes(secret), secret).to.equal(false);
      expect(heard(news).filter((method) => method !== "readers.changed")).to.deep.equal([]);
    }
    // They are there and do hear what is theirs.
    await both.towns.cardIn("r2");
    expect(JSON.stringify(listeners[0]!.frames)).to.contain(both.towns.ids["cardId"]);
  });
});
