import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { get } from "node:http";
import { get as getSecure } from "node:https";
import { join } from "node:path";
import { expect } from "chai";
import { describe, it } from "mocha";
import { WebSocket } from "ws";
import { openSqlite } from "#daemon/store/sqlite.js";
import type { RawClient } from "../daemon/daemon-in-test.js";
import { bothTowns } from "./both-towns.fixture.js";
import { A, B } from "./two-towns.fixture.js";

describe("One daemon for two municipalities", function () {
  this.timeout(120_000);
  const both = bothTowns();

  const operatorsOf = async (client: RawClient) =>
    ((await client.ask("operators.list")).result!["operators"] as { operatorId: string }[]).map(
      (one) => one.operatorId,
    );

  it("holds the keys and the operators of each apart (R-ACT-01)", async () => {
    const store = await openSqlite(join(both.towns.daemon.folder, "data", "madoguchi.sqlite"));
    const keys: { municipality: string; keyId: string; use: string; checkValue: string }[] = await store("masterKeys");
    await store.destroy();
    const area = (code: string) => keys.filter(({ municipality, use }) => municipality === code && use === "area");
    expect(area(A).map(({ keyId }) => keyId)).to.deep.equal(["HOSHIMI-1"]);
    expect(area(B).map(({ keyId }) => keyId)).to.deep.equal(["TSUKIMI-1"]);
    expect(area(A)[0]!.checkValue).to.not.equal(area(B)[0]!.checkValue);
    const [ofA, ofB] = [
      await operatorsOf(await both.towns.operator("a")),
      await operatorsOf(await both.towns.operator("b")),
    ];
    expect(ofA).to.include("clerk").and.not.to.include("b-everything");
    expect(ofB).to.include("b-everything").and.not.to.include("clerk");
  });

  it("refuses a login to a municipality that it does not know, and one of A's operators at B, and puts both on record (R-ACT-01)", async () => {
    const password = both.towns.daemon.credentials("clerk").password;
    for (const municipality of ["99999", B]) {
      const client = await both.towns.daemon.greeted();
      const { error } = await client.ask("session.login", { municipality, operatorId: "clerk", password });
      expect(error?.data.code, municipality).to.equal("session.refused");
      const correlationId = error!.data.correlationId!;
      const row = (await both.towns.kept.audited(correlationId)).at(-1)!;
      expect(row, municipality).to.include({ event: "session.login", outcome: "refused" });
      // What was tried in the name of nobody here is seen by the auditor of the municipality that runs the system.
      if (municipality === B) expect(row.municipality).to.equal(B);
      else {
        expect(row).to.not.have.property("municipality");
        expect(row.facts).to.include({ municipality });
        const auditor = await both.towns.operator("auditor");
        const { entries } = (await auditor.ask("audit.list", { correlationId })).result as { entries: object[] };
        // Its beginning and its end.
        expect(entries).to.have.length(2);
      }
      expect(await client.codeOf("services.list")).to.equal("session.not-open");
    }
    const senior = await both.towns.operator("senior");
    const to = await senior.ask("move.issueTicket", both.towns.paramsOf("move.issueTicket", { to: "99999" }));
    expect(to.error?.data.code).to.match(/^(ticket|move)\./);
    const rows = await both.towns.kept.audited(to.error!.data.correlationId!);
    expect(rows.at(-1)).to.include({ event: "move.issueTicket", outcome: "refused", actor: "senior", municipality: A });
  });

  it("has area setting and operator authentication under one service, each with its methods (R-SYS-01)", async () => {
    const client = await both.towns.operator("a");
    expect(await client.codeOf("operators.list")).to.equal("ok");
    await both.towns.cardIn("r1");
    expect(await client.codeOf("cardApps.list", { readerId: "r1" })).to.equal("ok");
    expect(await client.codeOf("area.set", { readerId: "r1" })).to.match(/^(ok|gate\..*|card\..*|region\..*)$/);
    expect(await client.codeOf("billing.charge", {})).to.equal("api.unknown-method");
  });

  it("lets a load through to an operator who has proved who it is, and to nobody else (R-ACT-02)", async () => {
    await both.towns.cardIn("r1");
    const params = { readerId: "r1", applicationId: both.towns.ids["applicationId"] };
    const system = await both.towns.system("library-window");
    expect(await (await both.towns.daemon.greeted()).codeOf("cardApps.load", params)).to.equal("session.not-open");
    expect(await system.codeOf("cardApps.load", params)).to.equal("session.not-permitted");
    expect(await (await both.towns.operator("clerk")).codeOf("cardApps.load", params)).to.equal("ok");
  });

  it("makes a session by operator authentication alone: whoever is withdrawn there has none in the card functions either (R-SYS-03)", async () => {
    const admin = await both.towns.operator("admin");
    const deputy = await both.towns.operator("deputy");
    expect(await deputy.codeOf("services.list")).to.equal("ok");
    const reason = "a test";
    expect(await admin.codeOf("operators.unregister", { operatorId: "deputy", reason })).to.equal("ok");
    expect(await deputy.codeOf("services.list")).to.equal("session.not-open");
    // None of the card functions opens a session, neither by what is sent to it nor by a session id that is made up.
    const stranger = await both.towns.daemon.greeted();
    for (const params of [{ readerId: "r1" }, { readerId: "r1", sessionId: "s1", operatorId: "clerk" }]) {
      expect(await stranger.codeOf("area.set", params)).to.equal("session.not-open");
    }
    expect(await stranger.codeOf("cardApps.list", { readerId: "r1" })).to.equal("session.not-open");
  });

  it("takes terminals over TLS, and answers neither plain ws nor plain http (R-SYS-18, R-NET-03)", async () => {
    const client = await both.towns.daemon.connect();
    expect(client.socket.url).to.match(/^wss:/);
    expect(client.socket.readyState).to.equal(WebSocket.OPEN);
    const { port } = both.towns.daemon.address;
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`);
    expect(
      await new Promise((done) => socket.once("open", () => done("open")).once("error", () => done("refused"))),
    ).to.equal("refused");
    const answered = new Promise((done) =>
      get(`http://127.0.0.1:${port}/health`, ({ statusCode }) => done(statusCode)).on("error", () => done("refused")),
    );
    expect(await answered).to.equal("refused");
  });

  it("listens on its one port alone, and says nothing of anybody in what it answers to strangers (R-NET-04)", async function () {
    if (process.platform !== "linux") this.skip();
    const { daemon } = both.towns;
    const before = listening();
    expect(before).to.include(daemon.address.port);
    await daemon.stopDaemon();
    const others = listening();
    await daemon.startDaemon();
    // What the test's own servers listen on was there without the daemon.
    expect(listening().filter((port) => !others.includes(port))).to.deep.equal([daemon.address.port]);
    expect(before.length).to.equal(others.length + 1);
    for (const path of ["/", "/health", "/%E8%A6%8B%E6%9C%AC", "/../../etc/passwd", "/residents?id=A-R1"]) {
      const { body } = await fetchPage(daemon.address.port, both.pki.ca, path);
      expect(body, path).not.to.match(/A-R1|ONLY-TOWN-A|見本|root:/);
    }
  });
});

/** Ports on which this process listens (proc(5)). */
function listening(): number[] {
  const own = new Set(
    readdirSync("/proc/self/fd").flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${fd}`))?.[1] ?? [];
      } catch {
        return [];
      }
    }),
  );
  const LISTEN = "0A";
  return ["/proc/self/net/tcp", "/proc/self/net/tcp6"].flatMap((table) =>
    readFileSync(table, "utf8")
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode]) => state === LISTEN && own.has(inode ?? ""))
      .map(([, local]) => Number.parseInt(local!.split(":")[1]!, 16)),
  );
}

function fetchPage(port: number, ca: string, path: string): Promise<{ body: string }> {
  return new Promise((resolve, reject) => {
    getSecure({ host: "127.0.0.1", port, ca, path }, (response) => {
      let body = "";
      response.on("data", (part) => {
        body += part;
      });
      response.on("end", () => resolve({ body }));
    }).on("error", reject);
  });
}
