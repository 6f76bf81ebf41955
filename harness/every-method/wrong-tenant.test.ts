import { createPublicKey, type JsonWebKey } from "node:crypto";
import { expect } from "chai";
import { describe, it } from "mocha";
import { type MethodName, methods } from "#daemon/api/contract/index.js";
import type { RawClient } from "../daemon/daemon-in-test.js";
import { bothTowns } from "./both-towns.fixture.js";
import { A, B, type Ids, MARK } from "./two-towns.fixture.js";
import { FILE } from "./ways-of-data.fixture.js";

const names = Object.keys(methods) as MethodName[];
/** Ways in, which a client must name its municipality for, and ends of the session that the rest needs. */
const OUTSIDE = new Set(["hello", "session.logout"]);
const tried = names.filter((name) => !OUTSIDE.has(name) && !name.startsWith("session.login"));

/** Ids that are nobody's, of the same form as A's. */
const NOBODYS: Ids = {
  ...{ residentId: "NO-SUCH-R1", userId: "no-such-user", applicationId: "no-such-application", id: "NO-SUCH-ID" },
  ...{ file: "no-such-file", messageId: "no-such-message" },
  ...{ bulkId: "no-such-bulk", approvalId: "no-such-approval", operatorId: "no-such-clerk", serviceId: "no-such" },
};

/** What of these is secret: which services a town offers, its own page tells everybody. */
const SECRET = Object.keys(NOBODYS).filter((field) => field !== "serviceId");

/** Methods that take none of A's ids go first: what they tell, B has not said itself before. */
const asksById = (name: MethodName) =>
  Object.keys(methods[name].params.shape).some((field) => Object.hasOwn(NOBODYS, field)) ? 1 : 0;
const inOrder = (some: readonly MethodName[]) => [...some].sort((one, other) => asksById(one) - asksById(other));

/** Taken from the declarations: a method that is added tomorrow is tried without another line here. */
describe("Every method of a running daemon, called by another municipality with the ids of the first", function () {
  this.timeout(180_000);
  const both = bothTowns();
  /** Everything that B has said so far: that it may hear again. */
  let said = "";

  /** One call as B; gives its code. What is A's is neither told nor changed, and the row names B's caller. */
  async function attempt(client: RawClient, name: MethodName, over: Ids = {}): Promise<string> {
    const params = both.towns.paramsOf(name, over);
    said += JSON.stringify(params);
    const rowsOfA = await both.towns.kept.rows(A);
    const { cardMemory } = both.towns;
    const answer = await client.ask(name, params);
    const told = JSON.stringify(answer);
    const code = answer.error?.data.code ?? "ok";
    expect(code, name).not.to.be.oneOf(["api.bad-params", "session.not-permitted", "session.not-open", "api.internal"]);
    const secrets = [MARK, ...SECRET.map((field) => both.towns.ids[field]!)];
    const leaked = secrets.filter((secret) => told.includes(JSON.stringify(secret)) && !said.includes(secret));
    expect(leaked, `${name} tells ${told.slice(0, 500)}`).to.deep.equal([]);
    expect((await both.towns.kept.rows(A)) === rowsOfA, `${name} changed what is A's`).to.equal(true);
    expect(both.towns.cardMemory === cardMemory, `${name} wrote to A's card`).to.equal(true);
    if (answer.error !== undefined) {
      const rows = await both.towns.kept.audited(answer.error.data.correlationId!);
      expect(rows.at(-1), name).to.include({ event: name, code, municipality: B });
    }
    return code;
  }

  const byOperators = tried.filter((name) => methods[name].need !== "system");
  const bySystems = tried.filter((name) => methods[name].need === "system");
  const atReader = (name: MethodName) => Object.hasOwn(methods[name].params.shape, "readerId");

  it("tells and changes nothing, and answers of A's ids as of nobody's, with A's card in A's reader (R-PRIV-11, R-SHARE-02)", async () => {
    await both.towns.cardIn("r1");
    const client = await both.towns.operator("b");
    for (const name of inOrder(byOperators)) {
      const ofA = await attempt(client, name);
      expect(await attempt(client, name, NOBODYS), name).to.equal(ofA);
      if (atReader(name)) expect(ofA, name).to.not.equal("ok");
    }
  });

  it("neither lists, reads, fetches nor puts out what lies on A's ways: import folder, relay, output, messages (R-PRIV-11, R-JUKI-04, R-DATA-04)", async () => {
    const [own, other] = [await both.towns.operator("a"), await both.towns.operator("b")];
    const files = async (client: RawClient) => (await client.ask("residents.importFiles")).result!["files"];
    expect(await files(own)).to.have.length(1);
    expect(await files(other)).to.deep.equal([]);
    expect(await other.codeOf("residents.importFile", { file: FILE })).to.equal("import.no-such-file");
    expect((await other.ask("residents.pull")).result).to.include({ files: 0, imported: 0 });
    expect(both.towns.ways.relay.waiting(A)).to.deep.equal([2]);
    const messages = async (client: RawClient) => (await client.ask("handOver.list")).result!["messages"];
    expect(await messages(own)).to.have.length(1);
    expect(await messages(other)).to.deep.equal([]);
    // What each puts out holds its own users alone: A's one user, and nobody at B.
    for (const [client, town, users] of [
      [own, A, 1],
      [other, B, 0],
    ] as const) {
      expect((await client.ask("users.export", { purpose: "a test" })).result).to.include({ users });
      const { keys } = (await client.ask("move.publicKeys")).result as { keys: JsonWebKey[] };
      const text = (await both.towns.ways.putOut(town, createPublicKey({ key: keys[0]!, format: "jwk" }))).join("");
      expect(text.includes(MARK), town).to.equal(users === 1);
    }
    // By the same calls A's own operator reaches all of it.
    expect((await own.ask("residents.importFile", { file: FILE })).result).to.include({ imported: 1, sequence: 1 });
    expect((await own.ask("residents.pull")).result).to.include({ files: 1, imported: 1, sequence: 2 });
    both.towns.ways.desk.fault = undefined;
    const [message] = (await messages(own)) as { id: string }[];
    expect(await own.codeOf("handOver.retry", { id: message!.id })).to.equal("ok");
    await both.towns.ways.desk.took(1);
    expect(both.towns.ways.desk.messages).to.have.length(1);
  });

  it("tells and changes nothing with A's card in its own reader (R-PRIV-11, R-MOVE-07)", async () => {
    await both.towns.cardIn("r2");
    const client = await both.towns.operator("b");
    for (const name of inOrder(byOperators.filter(atReader))) {
      const code = await attempt(client, name, { readerId: "r2" });
      expect(code === "ok" && methods[name].effect !== "reads", name).to.equal(false);
    }
  });

  it("tells and changes nothing for another municipality's business system (R-PRIV-11, R-SYS-16)", async () => {
    await both.towns.cardIn("r1");
    const own = await both.towns.system("library-window");
    const { handle } = (await own.ask("access.open", { readerId: "r1" })).result as { handle: string };
    const client = await both.towns.system("tsukimi-library-window");
    for (const name of bySystems.filter((one) => !atReader(one))) {
      const code = await attempt(client, name, { handle });
      expect(code, name).to.not.equal("ok");
    }
    expect(await own.codeOf("access.close", { handle }), "A's own use went on").to.equal("ok");
    for (const name of bySystems.filter(atReader)) expect(await attempt(client, name), name).to.not.equal("ok");
  });

  it("is reached by the same parameters when A's own operator calls, so that each attempt could have told something", async () => {
    await both.towns.cardIn("r1");
    const client = await both.towns.operator("a");
    const answers = await Promise.all(
      (["residents.search", "stops.list", "approvals.list", "operators.list", "bulk.list"] as const).map(async (name) =>
        JSON.stringify((await client.ask(name, both.towns.paramsOf(name))).result),
      ),
    );
    expect(answers[0]).to.contain(MARK);
    expect(answers[2]).to.contain(MARK);
    expect(answers[3]).to.contain(MARK);
    expect(answers[4]).to.contain(both.towns.ids["bulkId"]);
  });
});
