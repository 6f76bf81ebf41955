import { Socket } from "node:net";
import { expect } from "chai";
import { type MethodName, methods } from "#daemon/api/contract/index.js";
import { deskCard } from "../desk/desk-card.fixture.js";
import { TwoTowns } from "../every-method/two-towns.fixture.js";
import { TestPki } from "../municipality/test-pki.js";

/** Methods by which an operator brings a card and its holder into use, beginning at the reader. */
const START_OF_USE: readonly MethodName[] = ["users.register", "area.set", "applications.record", "cardApps.load"];

describe("What a daemon asks of others, and of the operator", function () {
  this.timeout(120_000);
  let pki: TestPki;
  let towns: TwoTowns;
  const reached = new Set<string>();
  const { connect } = Socket.prototype;
  /** Every connection of this process, over TLS or not, and every name that is looked up for one. */
  function noting(this: Socket, ...to: never[]): Socket {
    this.once("connect", () => reached.add(`${this.remoteAddress}:${this.remotePort}`));
    this.once("lookup", (_error, _address, _family, host) => reached.add(`name ${host}`));
    return (connect as (...to: never[]) => Socket).apply(this, to);
  }

  before(async () => {
    Socket.prototype.connect = noting;
    pki = await TestPki.create();
    towns = await new TwoTowns(pki).start();
  });
  after(async () => {
    Socket.prototype.connect = connect;
    await towns.stop();
    pki.close();
  });

  it("is nothing of any host but those that its municipality has configured: no supplier's, at any moment from start to stop (R-ACT-06, R-NET-04)", async () => {
    const client = await towns.operator("a");
    expect(await client.codeOf("residents.pull")).to.equal("ok");
    expect(await client.codeOf("users.export", { purpose: "a test" })).to.equal("ok");
    expect(await client.codeOf("card.diagnose", { readerId: "r1" })).to.equal("ok");
    const port = (url: string) => Number(new URL(url).port);
    const { daemon, ways } = towns;
    const known = [port(daemon.cs.url), port(ways.relay.url), port(ways.desk.url), daemon.address.port];
    const addresses = [...reached].filter((one) => !one.startsWith("name "));
    for (const one of addresses) expect(Number(one.split(":").at(-1)), one).to.be.oneOf(known);
    // Each of the three was reached, so that one more would have been seen; no other name was so much as looked up.
    expect(addresses.map((address) => Number(address.split(":").at(-1)))).to.include.members(known);
    expect([...reached].filter((one) => one.startsWith("name ") && one !== "name localhost")).to.deep.equal([]);
  });

  it("has no place for a supplier's address: a configuration that names one does not start, and the cards of the running daemon are as before (R-ACT-06)", async () => {
    await towns.cardIn("r1");
    const client = await towns.operator("a");
    const before = (await client.ask("cardApps.list", { readerId: "r1" })).result;
    const refusal = await towns.daemon
      .startWith((config) => `${config}\njlis: { url: "https://www.j-lis.go.jp" }\n`)
      .then(
        () => "started",
        ({ code, details }) => `${code} ${details["problems"]}`,
      );
    expect(refusal).to.match(/^config\.invalid .*jlis/s);
    expect((await client.ask("cardApps.list", { readerId: "r1" })).result).to.deep.equal(before);
  });

  it("is never a resident's data: from the card in the reader to the use of a service nothing of a person is typed (R-JUKI-02)", async () => {
    const personal = /^(name|kana|address|birth|sex|phone)/i;
    for (const name of START_OF_USE) {
      const fields = Object.keys(methods[name].params.shape);
      expect(
        fields.filter((field) => personal.test(field)),
        name,
      ).to.deep.equal([]);
      // Nor is it taken when somebody types it all the same.
      const client = await towns.operator("a");
      const typed = { ...towns.paramsOf(name), address: "星見市1-1" };
      expect(await client.codeOf(name, typed), name).to.equal("api.bad-params");
      client.socket.close();
    }
    await towns.cardIn("r1");
    const client = await towns.operator("a");
    const { cardId, residentId } = towns.ids;
    const { residents } = (await client.ask("residents.search", { query: { cardId } })).result as {
      residents: { residentId: string }[];
    };
    expect(residents.map((one) => one.residentId)).to.deep.equal([residentId]);
  });

  it("is one card for each user: the same resident is not registered a second time with another one (R-DATA-02)", async () => {
    const client = await towns.operator("a");
    const { residentId, userId } = towns.ids;
    const register = (readerId: string) => client.ask("users.register", { readerId, residentId });
    await towns.cardIn("r1");
    expect((await register("r1")).result).to.include({ userId });
    const other = deskCard({ cin: "SECOND0001" });
    towns.daemon.cs.setStatus(other.cardId, "active");
    towns.daemon.readers.remove("r1");
    towns.daemon.readers.insert("r1", other);
    expect((await register("r1")).error?.data.code).to.equal("user.already-registered");
    const { users } = (await client.ask("users.list", { residentId })).result as { users: { userId: string }[] };
    expect(users.map((one) => one.userId)).to.deep.equal([userId]);
    // What is meant by it has a way of its own, by which user and numbers stay.
    const replaced = await client.ask("cards.replace", {
      readerId: "r1",
      cardId: other.cardId,
      userId,
      identityChecked: true,
    });
    expect(replaced.error, JSON.stringify(replaced.error)).to.equal(undefined);
    expect(replaced.result).to.include({ cardId: other.cardId, formerCardId: towns.ids["cardId"] });
    expect((await register("r1")).result).to.include({ userId });
  });
});
