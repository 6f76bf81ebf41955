import { expect } from "chai";
import { CallOrder } from "./call-order.js";

/** Calls that end when they are told to, and the order in which they began. */
class Calls {
  readonly order = new CallOrder();
  readonly begun: string[] = [];
  readonly #ends = new Map<string, () => void>();

  add(name: string, method: string, params?: Record<string, unknown>): void {
    this.order.add(params === undefined ? { method } : { method, params }, () => {
      this.begun.push(name);
      return new Promise((resolve) => this.#ends.set(name, resolve));
    });
  }

  async end(name: string): Promise<void> {
    this.#ends.get(name)!();
    await new Promise(setImmediate);
  }
}

describe("the order of a connection's calls", () => {
  it("lets a call that waits for one reader hold up neither another reader nor an open card", async () => {
    const calls = new Calls();
    calls.add("waits", "access.open", { readerId: "r1" });
    calls.add("other reader", "access.open", { readerId: "r2" });
    calls.add("open card", "access.transmit", { handle: "h" });
    calls.add("list", "readers.list", {});
    expect(calls.begun).to.deep.equal(["waits", "other reader", "open card", "list"]);
  });

  it("keeps the order of the calls about one reader, and of those about one handle", async () => {
    const calls = new Calls();
    for (const name of ["1", "2"]) calls.add(`reader ${name}`, "card.diagnose", { readerId: "r1" });
    calls.add("transmit", "access.transmit", { handle: "r1" });
    calls.add("close", "access.close", { handle: "r1" });
    expect(calls.begun).to.deep.equal(["reader 1", "transmit"]);
    await calls.end("transmit");
    expect(calls.begun).to.deep.equal(["reader 1", "transmit", "close"]);
    await calls.end("reader 1");
    expect(calls.begun.at(-1)).to.equal("reader 2");
  });

  it("keeps the order of calls about no reader, and lets card calls wait for those before them", async () => {
    const calls = new Calls();
    calls.add("import", "residents.import", {});
    calls.add("register", "users.register", {});
    calls.add("load", "cardApps.load", { readerId: "r1" });
    expect(calls.begun).to.deep.equal(["import"]);
    await calls.end("import");
    expect(calls.begun).to.deep.equal(["import", "register"]);
    await calls.end("register");
    expect(calls.begun.at(-1)).to.equal("load");
  });

  it("lets nothing pass a call that changes the session", async () => {
    const calls = new Calls();
    calls.add("load", "cardApps.load", { readerId: "r1" });
    calls.add("list", "readers.list", {});
    calls.add("logout", "session.logout", {});
    calls.add("after", "access.transmit", { handle: "h" });
    await calls.end("list");
    expect(calls.begun).to.deep.equal(["load", "list"]);
    await calls.end("load");
    expect(calls.begun.at(-1)).to.equal("logout");
    await calls.end("logout");
    expect(calls.begun.at(-1)).to.equal("after");
  });

  it("is settled when the last call is done, those that were added meanwhile too", async () => {
    const calls = new Calls();
    let settled = false;
    calls.add("1", "access.transmit", { handle: "a" });
    const all = calls.order.settled().then(() => {
      settled = true;
    });
    calls.add("2", "access.transmit", { handle: "a" });
    await calls.end("1");
    expect(settled).to.equal(false);
    await calls.end("2");
    await all;
  });
});
