import { join } from "node:path";
import { expect } from "chai";
import { describe, it } from "mocha";
import { methods } from "#daemon/api/contract/index.js";
import { openSqlite } from "#daemon/store/sqlite.js";
import type { RawClient } from "../daemon/daemon-in-test.js";
import { TestPki } from "../municipality/test-pki.js";
import { TwoTowns } from "./two-towns.fixture.js";

interface Row {
  readonly sequence: number;
  readonly event: string;
  readonly outcome: string;
  readonly correlationId: string;
  readonly actor?: string;
  readonly at: string;
  readonly code?: string;
  readonly target?: string;
  readonly municipality?: string;
}

describe("The audit log of a running daemon, searched", function () {
  this.timeout(120_000);
  let pki: TestPki;
  let towns: TwoTowns;
  let auditor: RawClient;

  before(async () => {
    pki = await TestPki.create();
    towns = await new TwoTowns(pki).start();
    const { cardId, residentId, operatorId } = towns.ids as Record<string, string>;
    // The card's way over the channels: a business system uses it, it is reported lost, the system is refused, it is found again.
    await towns.cardIn("r1");
    const system = await towns.system("library-window");
    const { handle } = (await system.ask("access.open", { readerId: "r1" })).result as { handle: string };
    expect(await system.codeOf("access.transmit", { handle, command: "00A4040005F000000001" })).to.match(/^access\./);
    expect(await system.codeOf("access.close", { handle })).to.equal("ok");
    const client = await towns.operator("a");
    expect(await client.codeOf("stops.set", { residentId, reason: "lost", reportedBy: "holder" })).to.equal("ok");
    expect(await system.codeOf("access.open", { readerId: "r1" })).to.equal("gate.stopped");
    const lift = { residentId, cardId, what: "card", identityChecked: true };
    expect(await client.codeOf("stops.lift", lift)).to.equal("ok");
    // What has nothing to do with the card.
    expect(await client.codeOf("operators.disable", { operatorId, reason: "a test" })).to.equal("ok");
    auditor = await towns.operator("auditor");
  });
  after(async () => {
    await towns.stop();
    pki.close();
  });

  async function rows(params: object, from = auditor, method = "audit.list"): Promise<Row[]> {
    const { result, error } = await from.ask(method, params);
    if (error) throw new Error(error.message);
    return (result as unknown as { entries: Row[] }).entries;
  }

  it("tells one card's whole history over all channels, each flow whole (R-LOG-04)", async () => {
    const { cardId, userId } = towns.ids;
    const history = await rows({ cardId }, auditor, "audit.history");
    const told = history.map(({ event, outcome }) => `${event} ${outcome}`);
    for (const event of [
      ...["users.register ok", "area.set ok", "applications.record ok", "cardApps.load.begin ok", "cardApps.load ok"],
      ...[
        "access.open ok",
        "access.transmit refused",
        "access.close ok",
        "stops.set ok",
        "access.open refused",
        "stops.lift ok",
      ],
    ]) {
      expect(told, event).to.include(event);
    }
    expect(told.filter((event) => event.startsWith("operators."))).to.deep.equal([]);
    // No event of one of its flows is left out, and nothing in the whole log that names card or user.
    const all = await rows({ limit: 1000 });
    const inHistory = new Set(history.map(({ sequence }) => sequence));
    const flows = new Set(history.map(({ correlationId }) => correlationId));
    const missing = all.filter((row) => {
      const text = JSON.stringify(row);
      const about = text.includes(cardId!) || text.includes(userId!) || flows.has(row.correlationId);
      return about && !inHistory.has(row.sequence) && !row.event.startsWith("audit.");
    });
    expect(missing).to.deep.equal([]);
    expect(history.map(({ sequence }) => sequence)).to.deep.equal([...inHistory].sort((one, other) => one - other));
  });

  it("tells another municipality nothing of it (R-PRIV-11)", async () => {
    const other = await towns.operator("b");
    expect(await rows({ cardId: towns.ids["cardId"] }, other, "audit.history")).to.deep.equal([]);
    const { correlationId } = (await rows({ event: "cardApps.load" }))[0]!;
    expect(await rows({ correlationId }, other)).to.deep.equal([]);
  });

  it("tells the whole system's own rows to the municipality that runs it, and each reader's to whose counter it stands on (R-SHARE-01, R-LOG-03)", async () => {
    const stranger = await towns.daemon.greeted();
    await stranger.ask("services.list");
    for (const n of [1, 2]) {
      towns.daemon.readers.detach(`r${n}`);
      towns.daemon.readers.attach(`r${n}`, `Reader ${n}`);
    }
    const [own, other] = [auditor, await towns.operator("b")];
    for (const event of ["daemon.start", "audit.key-made", "services.list"]) {
      expect((await rows({ event }, own)).length, event).to.be.above(0);
      expect(await rows({ event }, other), event).to.deep.equal([]);
    }
    const readers = async (client: RawClient) =>
      (await rows({ event: "reader.attached" }, client)).map((row) => row.target);
    expect([await readers(own), await readers(other)]).to.deep.equal([["r1"], ["r2"]]);
    expect((await rows({ limit: 1000 }, other)).filter((row) => row.municipality !== "13102")).to.deep.equal([]);
    const { result } = await other.ask("audit.export", { purpose: "audit" });
    expect(result!["lines"]).to.contain("withheld").and.not.to.contain("daemon.start");
  });

  it("puts on record with its municipality who poses as its business system (R-NET-07, R-LOG-02)", async () => {
    const { cert, key } = await towns.daemon.pki.client("tsukimi-library-window");
    const impostor = await towns.daemon.greeted({ cert, key });
    expect(await impostor.codeOf("session.loginSystem", { systemId: "library-window" })).to.equal(
      "session.certificate",
    );
    const [row] = (await rows({ event: "session.loginSystem", outcome: "refused" })).slice(-1);
    expect(row).to.include({ target: "library-window", municipality: "13101" });
  });

  it("is searched by who, what, on whom, how it ended and when, together (R-LOG-04)", async () => {
    const refused = await rows({ outcome: "refused", actor: "library-window", event: "access." });
    expect(refused.map(({ event, code }) => [event, code?.split(".")[0]])).to.deep.equal([
      ["access.transmit", "access"],
      ["access.open", "gate"],
    ]);
    expect(await rows({ target: towns.ids["cardId"]!, event: "area.set" })).to.have.length(1);
    const { at } = refused[0]!;
    expect(await rows({ from: new Date(Date.parse(at) + 1).toISOString() })).to.deep.equal([]);
    expect(await rows({ to: at })).to.deep.equal([]);
    expect((await rows({ from: at, limit: 1000 })).length).to.be.above(10);
    expect(await rows({ event: "access" })).to.deep.equal([]);
  });

  it("has both the access history and the running status, and no way through the API to remove a row (R-DATA-14)", async () => {
    expect((await rows({ event: "residents." })).length + (await rows({ event: "users." })).length).to.be.above(0);
    expect((await rows({ event: "daemon.start" }))[0]).to.include({ outcome: "ok" });
    expect((await rows({ event: "cs." })).length).to.be.above(0);
    const domain = Object.values(methods).filter(({ name }) => name.startsWith("audit."));
    expect(domain.map(({ effect }) => effect)).to.deep.equal(domain.map(() => "reads"));
    // No method of any domain takes a row away: the log only grows.
    const before = await rows({ limit: 1000 });
    for (const { name } of domain) await auditor.ask(name, towns.paramsOf(name as keyof typeof methods));
    for (const name of ["audit.delete", "audit.clear", "audit.update"]) {
      expect(await auditor.codeOf(name, { sequence: 1 }), name).to.equal("api.unknown-method");
    }
    const after = await rows({ limit: 1000 });
    expect(after.slice(0, before.length)).to.deep.equal(before);
    // Nor does who reaches the file: the database itself refuses.
    const file = await openSqlite(join(towns.daemon.folder, "data", "audit.sqlite"));
    const refusal = await file("audit").where({ sequence: 1 }).delete().catch(String);
    await file.destroy();
    expect(String(refusal)).to.contain("append-only");
  });
});
