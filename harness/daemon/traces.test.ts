import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import { openSqlite } from "#daemon/store/sqlite.js";
import { openStore } from "#daemon/store/store.js";
import { residentFile } from "../municipality/resident-file.js";
import { daemonFor } from "./daemon-for.fixture.js";
import { CITY, type DaemonInTest, type RawClient } from "./daemon-in-test.js";

interface Row {
  readonly event: string;
  readonly outcome: string;
  readonly code?: string;
  readonly target?: string;
  readonly facts: Record<string, unknown>;
}

describe("The traces of a running daemon", function () {
  this.timeout(60_000);
  let daemon: DaemonInTest;

  daemonFor("each", (started) => {
    daemon = started;
  });

  async function rows(auditor?: RawClient): Promise<Row[]> {
    const reader = auditor ?? (await daemon.loggedIn("auditor"));
    const { result } = await reader.ask("audit.list", { limit: 1000 });
    return result!["entries"] as Row[];
  }

  it("hold no password, PIN, key, name or individual number, wherever they were put (R-LOG-06, R-AREA-11)", async () => {
    const canary = "CANARY-PIN-7391";
    const clerk = await daemon.greeted();
    const { password } = daemon.credentials("clerk");
    // Right and wrong, in the right field and in wrong ones.
    await clerk.ask("session.login", { ...daemon.credentials("clerk"), password: canary });
    await clerk.ask("session.login", { municipality: CITY, operatorId: canary, password });
    await clerk.ask("session.login", { municipality: CITY, operatorId: "clerk", password: { canary } });
    await clerk.ask("session.login", { municipality: CITY, operatorId: "clerk", pasword: canary });
    await clerk.ask(canary, { canary });
    expect(await clerk.codeOf("session.login", daemon.credentials("clerk"))).to.equal("ok");
    await clerk.ask("cardApps.setPin", { readerId: "r1", serviceId: "library", pin: canary });
    await clerk.ask("cardApps.setPin", { readerId: canary, serviceId: "library", pin: "1234" });
    await clerk.ask("residents.search", { query: { name: canary } });
    await clerk.ask("users.register", { readerId: canary, residentId: canary });
    await clerk.ask("applications.record", { userId: canary, serviceId: canary, kind: "load" });
    await clerk.ask("cardApps.load", { readerId: canary, applicationId: canary });
    const senior = await daemon.loggedIn("senior");
    const person = { residentId: "R1", name: canary, kana: canary, address: canary, birth: "1980-01-02", sex: "1" };
    await senior.ask("residents.import", { content: residentFile(CITY, 1, [{ ...person, birth: canary }]) });
    await senior.ask("residents.import", { content: residentFile(CITY, 1, [{ ...person, address: "123456789018" }]) });
    await daemon.stopDaemon();

    const kept = daemon.everythingKept();
    const masters = [daemon.secrets.areaMaster("own"), daemon.secrets.serviceMaster("library")];
    for (const [what, secret] of [
      ["canary", canary],
      ["password", password],
      ["individual number", "123456789018"],
      ["area master", toHex(masters[0]!)],
      ["area master", Buffer.from(masters[0]!)],
      ["service master", toHex(masters[1]!)],
      ["service master", Buffer.from(masters[1]!)],
    ] as const) {
      expect(kept.includes(secret), what).to.equal(false);
    }
    // The search would find what is there.
    expect(kept.includes("session.login")).to.equal(true);
  });

  it("tell a locked operator from a wrong password, where the answer does not", async () => {
    const stranger = await daemon.greeted();
    const wrong = { ...daemon.credentials("clerk"), password: "wrong" };
    const answers = [];
    for (let n = 0; n < 6; n++) answers.push(await stranger.codeOf("session.login", wrong));
    expect(new Set(answers)).to.deep.equal(new Set(["session.refused"]));
    const refusals = (await rows()).filter(({ code }) => code === "session.refused");
    expect(refusals.map(({ facts }) => facts["refusal"])).to.deep.equal([...Array(5).fill("wrong-password"), "locked"]);
  });

  it("show start, keys and operators of the first setting once, and an unclean stop at the next start (R-LOG-03, R-AREA-08)", async () => {
    await daemon.stopDaemon();
    await daemon.startDaemon();
    await daemon.stopDaemon();
    writeFileSync(join(daemon.folder, "data", "running"), "");
    await daemon.startDaemon();
    const all = await rows();
    const starts = all.filter(({ event }) => event === "daemon.start").map(({ facts }) => facts["afterCleanStop"]);
    expect(starts).to.deep.equal([true, true, false]);
    expect(all.filter(({ event }) => event === "daemon.stop")).to.have.length(2);
    expect(all.filter(({ event }) => event === "keys.area-registered")).to.have.length(1);
    expect(all.filter(({ event }) => event === "operator.introduced")).to.have.length(5);
    const key = all.find(({ event }) => event === "keys.area-registered")!;
    expect(key.facts["checkValue"]).to.match(/^[0-9A-F]{6}$/);
  });

  it("verify as one chain, and tell where it was broken behind the daemon's back (R-LOG-05)", async () => {
    const auditor = await daemon.loggedIn("auditor");
    const { result } = await auditor.ask("audit.verify");
    expect(result).to.include({ ok: true });
    const knex = await openSqlite(join(daemon.folder, "data", "audit.sqlite"));
    await knex.raw("DROP TRIGGER audit_no_update");
    await knex("audit")
      .where({ sequence: 2 })
      .update({ row: knex.raw("replace(row, 'ok', 'failed')") });
    await knex.destroy();
    const { result: after } = await auditor.ask("audit.verify");
    expect(after).to.deep.include({ ok: false });
    expect(after!["broken"]).to.include({ sequence: 2 });
  });

  it("record readers and the PC/SC service coming and going (R-LOG-03)", async () => {
    daemon.readers.attach("r9", "Reader 9");
    daemon.readers.detach("r9");
    daemon.readers.serviceDown("test");
    daemon.readers.serviceUp();
    const events = (await rows()).filter(({ event }) => event.startsWith("reader"));
    expect(events.map(({ event, target }) => `${event} ${target ?? ""}`.trim())).to.include.members([
      "reader.attached r9",
      "reader.detached r9",
      "readers.service-down",
      "readers.service-up",
    ]);
  });

  it("must be written, or nothing is done: no card is touched without its row (R-LOG-01)", async () => {
    const clerk = await daemon.loggedIn("clerk");
    const log = join(daemon.folder, "data", "audit.sqlite");
    renameSync(log, `${log}.away`);
    const { error } = await clerk.ask("area.set", { readerId: "r1" });
    expect(error?.data.code).to.equal("audit.unwritable");
    expect(await clerk.codeOf("residents.search", { query: { name: "見本" } })).to.equal("audit.unwritable");
    renameSync(`${log}.away`, log);
    expect(await clerk.codeOf("area.set", { readerId: "r1" })).to.equal("reader.no-card");
  });

  it("show a right withdrawn in an open session: it holds from the next call on (X-38)", async () => {
    const clerk = await daemon.loggedIn("clerk");
    expect(await clerk.codeOf("cardApps.list", { readerId: "r1" })).to.equal("reader.no-card");
    const store = await openStore(join(daemon.folder, "data", "madoguchi.sqlite"));
    const operator = (await store.of(CITY).operators.find("clerk"))!;
    await store.of(CITY).operators.save({ ...operator, roles: ["auditor"] });
    expect(await clerk.codeOf("cardApps.list", { readerId: "r1" })).to.equal("session.not-permitted");
    await store.of(CITY).operators.save({ ...operator, state: "deleted" });
    await store.close();
    expect(await clerk.codeOf("services.list")).to.equal("session.expired");
    expect(clerk.frames).to.deep.include({
      jsonrpc: "2.0",
      method: "session.ended",
      params: { reason: "operator-removed" },
    });
  });

  it("are not begun when a key file was exchanged after the first setting (R-AREA-08)", async () => {
    await daemon.stopDaemon();
    const file = join(daemon.folder, "area.key");
    rmSync(file);
    writeFileSync(file, "AB".repeat(32), { mode: 0o600 });
    const error = await daemon.startDaemon().catch((thrown) => thrown);
    expect(error?.code).to.equal("keys.already-registered");
  });
});
