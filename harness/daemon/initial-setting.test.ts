import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import { isCardFunction, type MethodName, methods } from "#daemon/api/contract/index.js";
import { checkValue } from "#daemon/keys/wrapping.js";
import { TestPki } from "../municipality/test-pki.js";
import { CITY, DaemonInTest, type RawClient } from "./daemon-in-test.js";

const reason = "a test";
const NEXT = new Uint8Array(32).fill(0x5a);

interface Offer {
  readonly keyId: string;
  readonly generation: number;
  readonly checkValue?: string;
  readonly problem?: string;
  readonly subject?: string;
}

describe("The initial setting of a municipality", function () {
  this.timeout(60_000);
  let pki: TestPki;
  let daemon: DaemonInTest;
  let [admin, deputy]: RawClient[] = [];

  before(async () => {
    pki = await TestPki.create();
    daemon = new DaemonInTest(pki);
    // Where keys of later generations are laid.
    mkdirSync(join(daemon.folder, "intake"), { mode: 0o700 });
    await daemon.start({ initialSetting: "operators", sections: { keys: { intake: "intake" } } });
  });
  after(async () => {
    await daemon.stop();
    pki.close();
  });
  beforeEach(async () => {
    [admin, deputy] = [await daemon.loggedIn("admin"), await daemon.loggedIn("deputy")];
  });
  afterEach(() => {
    for (const client of [admin, deputy]) client!.socket.close();
  });

  const lay = (name: string, key = NEXT) =>
    writeFileSync(join(daemon.folder, "intake", name), toHex(key), { mode: 0o600 });
  const view = async () => (await admin!.ask("keys.list")).result as Record<string, unknown> & { offered: Offer[] };
  const approved = async (act: string, subject: string) => {
    const { result } = await admin!.ask("approvals.request", { act, subject, reason });
    const approvalId = result?.["id"];
    expect(await deputy!.codeOf("approvals.approve", { approvalId, reason })).to.equal("ok");
    return approvalId;
  };
  const nameOf = ({ keyId, generation, checkValue: value }: Offer) => ({ keyId, generation, checkValue: value });
  const rowsOf = async (event: string) => {
    const auditor = await daemon.loggedIn("auditor");
    const { result } = await auditor.ask("audit.list", { limit: 1000 });
    auditor.socket.close();
    return (result!["entries"] as { event: string; outcome: string; code?: string; facts: object }[]).filter(
      (row) => row.event === event,
    );
  };

  it("is open at first: card functions refuse to run, an operator of cards does not reach it (R-SYS-20, R-AREA-07, R-MENU-09)", async () => {
    const clerk = await daemon.greeted();
    const { result } = await clerk.ask("session.login", daemon.credentials("clerk"));
    expect(result?.["rights"]).not.to.include("system.settings");
    const hello = await (await daemon.connect()).ask("hello", {
      client: { name: "test", version: "1" },
      api: { min: 1, max: 1 },
    });
    expect(hello.result).to.deep.include({ initialised: false });
    for (const method of ["keys.list", "keys.register", "settings.complete", "keys.reinitialise"] as const) {
      expect(await clerk.codeOf(method), method).to.equal("session.not-permitted");
    }
    const senior = await daemon.loggedIn("senior");
    const cardFunctions = (Object.keys(methods) as MethodName[]).filter((name) => isCardFunction(methods[name]));
    expect(cardFunctions).to.include.members([
      "area.set",
      "cardApps.load",
      "cardApps.delete",
      "access.open",
      "bulk.load",
    ]);
    const refused = cardFunctions.filter((name) => methods[name].need !== "system");
    for (const method of refused) {
      // The refusal comes before the parameters are looked at.
      expect(await senior.codeOf(method), method).to.equal("setting.not-initialised");
    }
    // A report of loss does not wait for anything.
    expect(await clerk.codeOf("stops.set", {})).to.equal("api.bad-params");
    expect((await rowsOf("area.set")).map(({ outcome, code }) => [outcome, code])).to.deep.equal([
      ["refused", "setting.not-initialised"],
    ]);
    for (const client of [clerk, senior]) client.socket.close();
  });

  it("cannot be completed without an area key, and takes a key by two operators and its check value only (R-AREA-07, R-AREA-11)", async () => {
    expect(await admin!.codeOf("settings.complete")).to.equal("setting.no-key");
    const { offered, setting } = await view();
    expect(setting).to.equal("open");
    const [offer] = offered as [Offer];
    expect(offer).to.include({ keyId: "HOSHIMI-1", generation: 1 });
    expect(offer.checkValue).to.equal(checkValue(daemon.secrets.areaMaster("own")));
    const params = nameOf(offer);
    expect(await admin!.codeOf("keys.register", params)).to.equal("approval.needed");
    expect(await admin!.codeOf("keys.register", { ...params, checkValue: "000000" })).to.equal("setting.check-value");
    expect(await admin!.codeOf("keys.register", { ...params, generation: 9 })).to.equal("setting.not-offered");
    expect(await admin!.codeOf("keys.register", { ...params, municipality: "13102" })).to.equal("setting.not-offered");

    const { result } = await admin!.ask("approvals.request", { act: "keys.register", subject: offer.subject, reason });
    const approvalId = result?.["id"];
    expect(await admin!.codeOf("approvals.approve", { approvalId, reason })).to.equal("approval.same-person");
    expect(await admin!.codeOf("keys.register", { ...params, approvalId })).to.equal("approval.not-approved");
    expect(await deputy!.codeOf("approvals.approve", { approvalId, reason })).to.equal("ok");
    const answer = await admin!.ask("keys.register", { ...params, approvalId });
    expect(answer.result).to.deep.equal({ municipality: CITY, ...params, current: true });
    expect((await rowsOf("keys.register")).at(-1)?.facts).to.include({
      ...{ generation: 1, checkValue: params.checkValue, approvalId, approvedBy: "deputy", reason },
    });
    expect(await admin!.codeOf("keys.register", params)).to.equal("setting.key-registered");
  });

  it("is completed once: the flag is set, cards may be worked on, a second registration is refused and on record (R-SYS-20, R-AREA-08, R-MENU-09, X-25)", async () => {
    const senior = await daemon.loggedIn("senior");
    expect(await senior.codeOf("cardApps.list", { readerId: "r1" })).to.equal("setting.not-initialised");
    expect((await admin!.ask("settings.complete")).result).to.deep.equal({ setting: "initialised", keys: 1 });
    expect(await senior.codeOf("cardApps.list", { readerId: "r1" })).to.equal("reader.no-card");
    senior.socket.close();
    lay(`${CITY}-HOSHIMI-1-2.key`);
    const offer = (await view()).offered.find(({ generation }) => generation === 2)!;
    const approvalId = await approved("keys.register", offer.subject!);
    for (const [method, params] of [
      ["settings.complete", {}],
      ["keys.register", { ...nameOf(offer), approvalId }],
    ] as const) {
      expect(await admin!.codeOf(method, params), method).to.equal("setting.closed");
      expect((await rowsOf(method)).at(-1)).to.include({ outcome: "refused", code: "setting.closed" });
    }
    expect((await view()).offered.map(({ generation }) => generation)).to.include(2);
  });

  it("stays completed over a stop of the daemon, and a key that lies ready is no key (R-AREA-08)", async () => {
    await daemon.stopDaemon();
    await daemon.startDaemon();
    const again = await daemon.loggedIn("admin");
    const { result } = await again.ask("keys.list");
    again.socket.close();
    expect(result).to.include({ setting: "initialised", changedBy: "admin" });
    expect((result!["registered"] as Offer[]).map(({ generation }) => generation)).to.deep.equal([1]);
  });

  it("opens again by two operators with a reason only: sessions end, card functions stop, older generations stay (A-18, X-25, R-AREA-08)", async () => {
    const senior = await daemon.loggedIn("senior");
    expect(await admin!.codeOf("keys.reinitialise")).to.equal("approval.needed");
    const approvalId = await approved("keys.reinitialise", `re-initialisation of ${CITY}`);
    expect(await deputy!.codeOf("keys.reinitialise", { approvalId })).to.equal("approval.unknown");
    const { result } = await admin!.ask("keys.reinitialise", { approvalId });
    expect(result).to.deep.equal({ setting: "reopened", sessionsEnded: 3, approvedBy: "deputy" });
    for (const client of [admin!, deputy!, senior]) {
      expect(client.frames).to.deep.include({
        ...{ jsonrpc: "2.0", method: "session.ended", params: { reason: "reinitialised" } },
      });
      expect(await client.codeOf("services.list")).to.equal("session.not-open");
    }
    expect((await rowsOf("keys.reinitialise")).at(-1)).to.deep.include({
      outcome: "ok",
      facts: { approvalId, approvedBy: "deputy", reason, sessionsEnded: 3 },
    });
    const back = await daemon.loggedIn("senior");
    expect(await back.codeOf("area.set", { readerId: "r1" })).to.equal("setting.not-initialised");
    back.socket.close();
  });

  it("takes the next generation then, which new areas are set under, beside the older one (X-25, X-37, R-DATA-09)", async () => {
    lay(`${CITY}-HOSHIMI-1-3.key`, new Uint8Array(16));
    lay("13102-HOSHIMI-1-4.key");
    lay("notes.txt");
    const { offered } = await view();
    expect(offered.map(({ generation, problem }) => [generation, problem])).to.deep.equal([
      [2, undefined],
      [3, "keys.bad-file"],
    ]);
    const approvalId = await approved("keys.register", offered[0]!.subject!);
    const params = nameOf(offered[0]!);
    expect(await admin!.codeOf("keys.register", { ...params, generation: 3, approvalId })).to.equal("keys.bad-file");
    expect(await admin!.codeOf("keys.register", { ...params, approvalId })).to.equal("ok");
    expect((await admin!.ask("settings.complete")).result).to.deep.equal({ setting: "initialised", keys: 2 });
    const registered = (await view())["registered"] as (Offer & { current: boolean })[];
    expect(registered.map(({ generation, current }) => [generation, current])).to.deep.equal([
      [1, false],
      [2, true],
    ]);
    const everything = JSON.stringify([admin, deputy].map((client) => client!.frames));
    for (const key of [NEXT, daemon.secrets.areaMaster("own")]) {
      expect(everything.toUpperCase()).not.to.contain(toHex(key));
      expect(daemon.everythingKept().toString("latin1").toUpperCase()).not.to.contain(toHex(key));
    }
  });
});
