import { expect } from "chai";
import { describe, it } from "mocha";
import { type MethodName, methods, notifications } from "#daemon/api/contract/index.js";
import { TestPki } from "../municipality/test-pki.js";
import { MARK, TwoTowns } from "./two-towns.fixture.js";

/** These end the session, or shut its operator out, or stop the work of the town: the others come first. */
const LAST = /^(session\.|operators\.|keys\.)/;
const names = (Object.keys(methods) as MethodName[]).filter(
  (name) => name !== "hello" && methods[name].need !== "system",
);
const inOrder = [...names.filter((name) => !LAST.test(name)), ...names.filter((name) => LAST.test(name))];

describe("While one municipality works, the other", function () {
  this.timeout(120_000);
  let pki: TestPki;
  let towns: TwoTowns;

  before(async () => {
    pki = await TestPki.create();
    towns = await new TwoTowns(pki).start();
  });
  after(async () => {
    await towns.stop();
    pki.close();
  });

  it("hears of nothing that is the first one's, whatever that calls (R-PRIV-11, R-SHARE-02)", async () => {
    const listeners = [await towns.operator("b"), await towns.system("tsukimi-library-window")];
    const own = await towns.operator("a");
    let client = await towns.operator("a");
    await towns.cardIn("r1");
    const done: string[] = [];
    for (const name of inOrder) {
      const code = await client.codeOf(name, towns.paramsOf(name));
      if (code === "ok") done.push(name);
      if (code === "session.not-open") client = await towns.operator("a").catch(() => client);
    }
    // The work was real: it changed things, and the own colleagues heard of it.
    expect(done).to.include.members(["stops.set", "approvals.request", "residents.search", "operators.list"]);
    const heard = (frames: readonly { readonly method?: string }[]) =>
      frames.flatMap(({ method }) => (method !== undefined && Object.hasOwn(notifications, method) ? [method] : []));
    expect(heard(own.frames)).to.include.members(["readers.changed", "stops.changed", "approvals.changed"]);

    const secrets = [
      MARK,
      ...["cardId", "residentId", "userId", "applicationId", "bulkId", "approvalId", "id"].map((id) => towns.ids[id]!),
    ];
    for (const listener of listeners) {
      const news = listener.frames.filter(({ method }) => method !== undefined);
      for (const secret of secrets) expect(JSON.stringify(news).includes(secret), secret).to.equal(false);
      expect(heard(news).filter((method) => method !== "readers.changed")).to.deep.equal([]);
    }
    // They are there and do hear what is theirs.
    await towns.cardIn("r2");
    expect(JSON.stringify(listeners[0]!.frames)).to.contain(towns.ids["cardId"]);
  });
});
