import { expect } from "chai";
import type { Store } from "#daemon/store/repositories.js";
import { expectCode } from "../../contract/expect-code.js";
import type { Desk } from "../desk.fixture.js";
import { deskCard } from "../desk-card.fixture.js";
import { Counter, type CounterPki, codeOf, counterPki, IMPATIENT, IssuanceDesk, r1, TOWN } from "./counter.fixture.js";

const DAY = 86_400_000;

describe("A certificate at the counter is issued once (R-SYS-17, R-KIOSK-13)", function () {
  this.timeout(60_000);
  let pki: CounterPki;
  let counter: Counter;
  let desk: Desk;
  let store: Store;
  let close: () => Promise<void>;
  let at: IssuanceDesk;
  /** The same counter, for what is never answered. */
  let impatient: IssuanceDesk;
  before(async () => {
    pki = await counterPki();
  });
  after(() => pki.close());
  beforeEach(async () => {
    counter = await Counter.open(pki);
    ({ desk, store, close } = await counter.desk({ ids: "once" }));
    await desk.insert(counter.card);
    at = new IssuanceDesk(counter, desk.ports);
    impatient = new IssuanceDesk(counter, desk.ports, IMPATIENT);
    await at.start();
    await impatient.start();
    // What each does by itself at its start is over, on the one connection for reading, when a list that was asked for later is there.
    expect([await at.list(), await impatient.list()]).to.deep.equal([[], []]);
  });
  afterEach(async () => {
    await at.stop();
    await impatient.stop();
    await close();
    await counter.close();
  });

  it("whatever is asked at the same moment under one id: one is served, the others are told to wait", async () => {
    const codes = await Promise.all(["a", "b", "c"].map(() => codeOf(at.issue("request-0001"))));
    expect(codes.sort()).to.deep.equal(["issuance.under-way", "issuance.under-way", "ok"]);
    expect(await counter.valid()).to.have.length(1);
    expect(counter.between.asking("POST")).to.equal(1);
  });

  it("asked again under its id it is the same one, with what could not be printed on it, as long as the card is there", async () => {
    const first = await at.issue("request-0001");
    let verified = 0;
    counter.card.observer = (command) => {
      if (command[1] === 0x20) verified++;
    };
    const again = await at.issue("request-0001", { pin: "0000" });
    expect(again).to.deep.equal(first);
    expect(verified, "VERIFY").to.equal(0);
    expect(await counter.valid()).to.have.length(1);
    expect(at.facts).to.deep.include({ serial: first.serial, again: true });
    desk.readers.remove("r1");
    expect(await codeOf(at.issue("request-0001"))).to.equal("reader.no-card");
    await desk.insert(deskCard({ cin: "DESK000009" }));
    expect(await codeOf(at.issue("request-0001"))).to.equal("gate.another-card");
  });

  it("under the id of another operator's request, another kind or card there is nothing to be had", async () => {
    await at.issue("request-0001");
    expect(await codeOf(at.issue("request-0001", { operatorId: "op2" }))).to.equal("issuance.other-request");
    expect(await codeOf(at.issue("request-0001", { certificate: "seal" }))).to.equal("issuance.other-request");
    const elsewhere = at.call("issuance.reprint", { requestId: "request-0001" }, { municipality: "13102" });
    expect(await codeOf(elsewhere)).to.equal("issuance.no-such");
  });

  it("is printed again without the card on the same day, unless the card was stopped since (R-STOP-04)", async () => {
    const first = await at.issue("request-0001");
    desk.readers.remove("r1");
    const reprint = () => at.call("issuance.reprint", { requestId: "request-0001" });
    expect(await reprint()).to.deep.equal(first);
    await desk.call("stops.set", { residentId: "R1", reason: "lost", reportedBy: "holder" });
    expect(await codeOf(reprint())).to.match(/^gate\./);
  });

  it("on another day it is not printed again, only taken back", async () => {
    await at.issue("request-0001");
    counter.clock.advance(DAY);
    expect(await codeOf(at.call("issuance.reprint", { requestId: "request-0001" }))).to.equal("issuance.another-day");
    expect(await codeOf(at.issue("request-0001"))).to.equal("issuance.another-day");
    expect(await at.list()).to.deep.equal(["request-0001 issued"]);
    await at.call("issuance.cancel", { requestId: "request-0001" });
    expect(await counter.valid()).to.deep.equal([]);
  });

  it("handed out it is neither printed again nor taken back; taken back it is neither printed nor handed out", async () => {
    await at.issue("request-0001");
    await at.issue("request-0002");
    await at.call("issuance.handOut", { requestId: "request-0001" });
    await at.call("issuance.cancel", { requestId: "request-0002" });
    for (const [requestId, code] of [
      ["request-0001", "issuance.handed-out"],
      ["request-0002", "issuance.cancelled"],
    ] as const) {
      expect(await codeOf(at.issue(requestId))).to.equal(code);
      for (const method of ["issuance.reprint", "issuance.handOut", "issuance.cancel"] as const) {
        expect(await codeOf(at.call(method, { requestId })), `${method} ${requestId}`).to.equal(code);
      }
    }
    expect(await counter.valid()).to.have.length(1);
  });

  it("a request that arrives at the server after it was taken back comes to nothing", async () => {
    counter.between.fate = ({ method }) => (method === "POST" ? "late" : undefined);
    await expectCode("issuance.unsettled", impatient.issue("request-0001"));
    counter.between.fate = () => undefined;
    await at.call("issuance.cancel", { requestId: "request-0001" });
    await counter.between.release();
    expect(await counter.valid()).to.deep.equal([]);
    expect(await counter.register.count()).to.equal(0);
  });

  it("a request that arrives at the server after the list was asked for comes to nothing", async () => {
    counter.between.fate = ({ method }) => (method === "POST" ? "late" : undefined);
    await expectCode("issuance.unsettled", impatient.issue("request-0001"));
    counter.between.fate = () => undefined;
    expect(await at.list()).to.deep.equal([]);
    await counter.between.release();
    expect(await counter.valid()).to.deep.equal([]);
  });

  it("an answer that is lost is on the list, and the certificate is had again", async () => {
    counter.between.fate = ({ method }) => (method === "POST" ? "deaf" : undefined);
    await expectCode("issuance.unsettled", at.issue("request-0001"));
    expect(await at.list()).to.deep.equal(["request-0001 issued"]);
    const { serial } = await at.call("issuance.reprint", { requestId: "request-0001" });
    expect(await counter.valid()).to.deep.equal([serial]);
    expect(desk.audit.map(({ event }) => event)).to.include("issuance.settled");
  });

  it("what was taken back while the server was dead is never printed, and void as soon as the server answers", async () => {
    await at.issue("request-0001");
    counter.between.fate = () => "silent";
    const act = (method: "issuance.cancel" | "issuance.reprint" | "issuance.handOut") =>
      codeOf(impatient.call(method, { requestId: "request-0001" }));
    expect(await act("issuance.cancel")).to.equal("issuance.unsettled");
    counter.between.fate = ({ method }) => (method === "DELETE" ? "silent" : undefined);
    expect(await act("issuance.reprint")).to.equal("issuance.cancelled");
    expect(await act("issuance.handOut")).to.equal("issuance.cancelled");
    expect(await impatient.list()).to.deep.equal(["request-0001 taken-back"]);
    counter.between.fate = () => undefined;
    expect(await at.list()).to.deep.equal([]);
    expect(await counter.valid()).to.deep.equal([]);
  });

  it("a dead server keeps the list waiting for one answer, however many certificates wait for it", async () => {
    const row = {
      municipality: TOWN,
      serviceId: "certificate",
      cardId: counter.card.cardId,
      kind: "resident",
    } as const;
    for (const requestId of ["request-0001", "request-0002", "request-0003"]) {
      const moments = { askedAt: counter.clock.now(), changedAt: counter.clock.now() };
      const said = { requestId, state: "asked", operatorId: "op1", correlationId: "c1" } as const;
      await store.of(TOWN).issuances.add({ ...row, ...said, ...moments });
    }
    counter.between.fate = () => "silent";
    expect(await impatient.list()).to.have.length(3);
    expect(counter.between.asked).to.have.length(1);
    counter.between.fate = () => undefined;
    expect(await at.list()).to.deep.equal([]);
  });

  it("kinds are told without a PIN, and each with the reason why it cannot be had", async () => {
    const { kinds } = await at.call("issuance.kinds", { ...r1, serviceId: "certificate" });
    expect(kinds.map(({ kind, refused }) => [kind, refused])).to.deep.equal([
      ["resident", undefined],
      ["seal", "issuing.no-seal"],
    ]);
  });
});
