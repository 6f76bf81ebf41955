import { join } from "node:path";
import { expect } from "chai";
import { fileRow as row } from "#daemon/residents/testing/file-row.js";
import { openStore } from "#daemon/store/store.js";
import { residentFile } from "../municipality/resident-file.js";
import { TestPki } from "../municipality/test-pki.js";
import { CITY, DaemonInTest, type RawClient } from "./daemon-in-test.js";

const PASSWORD = "hanako's long C4N4RY word";

describe("Service-use IDs and their passwords", function () {
  this.timeout(90_000);
  let pki: TestPki;
  let daemon: DaemonInTest;
  let senior: RawClient;
  let library: RawClient;

  before(async () => {
    pki = await TestPki.create();
  });
  after(() => pki.close());
  beforeEach(async () => {
    daemon = await new DaemonInTest(pki).start();
    senior = await daemon.loggedIn("senior");
    await senior.ask("residents.import", { content: residentFile(CITY, 1, [row("R1"), row("R2")]) });
    await senior.ask("serviceIds.add", { residentId: "R1", id: "hanako-web" });
    library = await daemon.greeted(await pki.client("library-window"));
    await library.ask("session.loginSystem", { systemId: "library-window" });
  });
  afterEach(() => daemon.stop());

  const login = (id: string, password: string) => library.codeOf("serviceIds.login", { id, password });
  const set = (id: string, password: string, client = senior) =>
    client.codeOf("serviceIds.setPassword", { id, password });

  it("are kept as salted hashes, linked to their resident; no password is in database, logs or answers (R-DATA-07, R-NET-02)", async () => {
    await senior.ask("serviceIds.add", { residentId: "R2", id: "taro-web" });
    expect(await login("hanako-web", PASSWORD), "before one is set").to.equal("service-id.refused");
    for (const id of ["hanako-web", "taro-web"]) expect(await set(id, PASSWORD)).to.equal("ok");
    expect(await login("hanako-web", PASSWORD)).to.equal("ok");
    expect(await login("hanako-web", "another's long word")).to.equal("service-id.refused");
    await daemon.stopDaemon();
    expect(daemon.everythingKept().includes("C4N4RY")).to.equal(false);
    const store = await openStore(join(daemon.folder, "data", "madoguchi.sqlite"));
    const [hanako, taro] = await Promise.all(
      ["hanako-web", "taro-web"].map((id) => store.of(CITY).serviceIds.find(id)),
    );
    await store.close();
    expect([hanako!.residentId, taro!.residentId]).to.deep.equal(["R1", "R2"]);
    for (const { passwordHash } of [hanako!, taro!])
      expect(passwordHash).to.match(/^scrypt\$32768\$8\$1\$.{22}\$.{43}$/);
    // One word twice is two hashes: each has a salt of its own.
    expect(hanako!.passwordHash).not.to.equal(taro!.passwordHash);
    const all = [...senior.frames, ...library.frames].map((frame) => JSON.stringify(frame)).join();
    expect(all).not.to.contain("C4N4RY").and.not.to.contain("scrypt$");
  });

  it("of somebody without a card in use are stopped and lifted by who it is, and after an identity check alone (R-STOP-03, R-STOP-07, A-46)", async () => {
    await set("hanako-web", PASSWORD);
    expect(await login("hanako-web", PASSWORD)).to.equal("ok");
    const stop = { residentId: "R1", reason: "misuse", reportedBy: "holder" };
    // Nobody's, and one that is to go on, are no stop of anything.
    expect(await senior.codeOf("stops.set", { ...stop, residentId: "R2", serviceId: true })).to.equal(
      "stop.no-such-user",
    );
    expect(await senior.codeOf("stops.set", { ...stop, serviceId: false })).to.equal("stop.no-such-user");
    const { result } = await senior.ask("stops.set", { ...stop, reason: "lost" });
    expect(result).to.deep.equal({ cards: [], serviceIds: ["hanako-web"], services: [], warnings: [] });
    expect(await login("hanako-web", PASSWORD)).to.equal("stop.service-id-stopped");
    const lift = { residentId: "R1", what: "service-id" };
    expect(await senior.codeOf("stops.lift", lift)).to.equal("stop.identity-unchecked");
    expect(await senior.codeOf("stops.lift", { ...lift, what: "card", identityChecked: true })).to.equal(
      "stop.say-card",
    );
    expect((await senior.ask("stops.lift", { ...lift, identityChecked: true })).result).to.deep.equal({
      lifted: "service-id",
      stillStopped: false,
    });
    expect(await login("hanako-web", PASSWORD)).to.equal("ok");
  });

  it("answer unknown, wrong and locked alike, lock after five failures and open again after the time (R-DATA-07, A-12)", async () => {
    await set("hanako-web", PASSWORD);
    expect(await login("nobody", PASSWORD)).to.equal("service-id.refused");
    for (let n = 0; n < 5; n++)
      expect(await login("hanako-web", `wrong word number ${n}`)).to.equal("service-id.refused");
    expect(await login("hanako-web", PASSWORD), "locked").to.equal("service-id.refused");
    daemon.clock.advance(15 * 60_000 + 1);
    expect(await login("hanako-web", PASSWORD)).to.equal("ok");
    const auditor = await daemon.loggedIn("auditor");
    const { result } = await auditor.ask("audit.list", { limit: 1000 });
    const rows = (result!["entries"] as { event: string; facts: { refusal?: string }; target?: string }[]).filter(
      ({ event }) => event === "serviceIds.login",
    );
    const of = (refusal: string) => rows.filter(({ facts }) => facts.refusal === refusal);
    expect(["unknown", "wrong-password", "locked"].map((one) => of(one).length)).to.deep.equal([1, 5, 1]);
    // What was typed as an ID and is none stays out of the log.
    expect(of("unknown")[0]!.target).to.equal(undefined);
  });

  it("count guesses that are sent side by side", async () => {
    await set("hanako-web", PASSWORD);
    const guesses = Array.from({ length: 7 }, (_, n) => login("hanako-web", `guess number ${n} of seven`));
    expect(new Set(await Promise.all(guesses))).to.deep.equal(new Set(["service-id.refused"]));
    expect(await login("hanako-web", PASSWORD)).to.equal("service-id.refused");
  });

  it("are no operators: neither's password opens the other's entry, and an operator does not log in for a resident (R-OPR-01, R-DATA-07)", async () => {
    await set("hanako-web", PASSWORD);
    expect(await login("senior", daemon.secrets.password("senior"))).to.equal("service-id.refused");
    const terminal = await daemon.greeted();
    const asOperator = { municipality: CITY, operatorId: "hanako-web", password: PASSWORD };
    expect(await terminal.codeOf("session.login", asOperator)).to.equal("session.refused");
    expect(await senior.codeOf("serviceIds.login", { id: "hanako-web", password: PASSWORD })).to.equal(
      "session.not-permitted",
    );
    expect(await terminal.codeOf("serviceIds.login", { id: "hanako-web", password: PASSWORD })).to.equal(
      "session.not-open",
    );
    expect(await set("hanako-web", PASSWORD, library)).to.equal("session.not-permitted");
    expect(await set("nobody", PASSWORD)).to.equal("stop.service-id-unknown");
    for (const weak of ["short", "aaaaaaaaaaaaaaaa", "my hanako-web word"]) {
      expect(await set("hanako-web", weak), weak).to.equal("operator.weak-password");
    }
  });

  it("are refused while stopped, with the right password too, and told so to nobody else (R-STOP-03, R-DATA-07)", async () => {
    await set("hanako-web", PASSWORD);
    await daemon.stopDaemon();
    const store = await openStore(join(daemon.folder, "data", "madoguchi.sqlite"));
    await store.of(CITY).serviceIds.stop("R1", "lost", 1);
    await store.close();
    await daemon.startDaemon();
    library = await daemon.greeted(await pki.client("library-window"));
    await library.ask("session.loginSystem", { systemId: "library-window" });
    expect(await login("hanako-web", PASSWORD)).to.equal("stop.service-id-stopped");
    expect(await login("hanako-web", "another's long word")).to.equal("service-id.refused");
  });
});
