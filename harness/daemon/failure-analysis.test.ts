import { join } from "node:path";
import { expect } from "chai";
import { describe, it } from "mocha";
import { toHex } from "#card/bytes/bytes.js";
import { openStore } from "#daemon/store/store.js";
import { FaultyCard } from "#simulator/faults/index.js";
import { deskCard } from "../desk/desk-card.fixture.js";
import { TestPki } from "../municipality/test-pki.js";
import { loadMunicipality } from "../scenario/load-scenario.js";
import { packageRoot } from "../scenario/package-root.js";
import { CITY, DaemonInTest, type RawClient } from "./daemon-in-test.js";

const hoshimi = loadMunicipality(`${packageRoot}scenarios/fixtures/hoshimi.yaml`);
const PIN = "7391";

interface Line {
  readonly event: string;
  readonly correlationId?: string;
  readonly header?: string;
  readonly sw?: string;
  readonly sent?: number;
  readonly received?: number;
  readonly step?: number;
  readonly of?: number;
  readonly reader?: string;
  readonly ms?: number;
}

describe("The failure-analysis log of a running daemon", function () {
  this.timeout(60_000);
  let pki: TestPki;
  let daemon: DaemonInTest;
  let card: FaultyCard;
  let inner: ReturnType<typeof deskCard>;
  let senior: RawClient;
  let applicationId: string;

  before(async () => {
    pki = await TestPki.create();
  });
  after(() => pki.close());
  beforeEach(async () => {
    daemon = await new DaemonInTest(pki, "virtual").start();
    inner = deskCard({ master: daemon.secrets.areaMaster("own"), key: hoshimi.areaKey });
    card = new FaultyCard(inner);
    daemon.cs.setStatus(inner.cardId, "active");
    const store = await openStore(join(daemon.folder, "data", "madoguchi.sqlite"));
    const person = { name: "見本", kana: "ミホン", address: "見本県", birth: "1980-01-02", sex: "1" };
    await store.of(CITY).residents.save([{ municipality: CITY, residentId: "R1", sequence: 1, ...person }]);
    await store.close();
    await put();
    senior = await daemon.loggedIn("senior");
    const ask = async (method: string, params: object) =>
      (await senior.ask(method, params)).result as Record<string, string>;
    const { userId } = await ask("users.register", { readerId: "r1", residentId: "R1" });
    await ask("area.set", { readerId: "r1" });
    ({ applicationId = "" } = await ask("applications.record", { userId, serviceId: "library", kind: "load" }));
    daemon.failures.length = 0;
  });
  afterEach(() => daemon.stop());

  async function put(): Promise<void> {
    daemon.readers.insert("r1", card);
    await daemon.readers.withCard("r1", {}, async () => {});
  }
  const lines = () => daemon.failures.map((line) => JSON.parse(line) as Line);
  const exchanges = (correlationId: string) =>
    lines().filter((line) => line.event === "card.apdu" && line.correlationId === correlationId);
  const load = () => senior.ask("cardApps.load", { readerId: "r1", applicationId });

  for (const [what, fault, header, sw] of [
    ["a card that falls silent in the load file", { kind: "silence", command: "LOAD" }, /^8[04]E8/, "none"],
    [
      "a card that fails at the installing",
      { kind: "wrong-sw", sw: "6F00", command: "INSTALL [for install]" },
      /^8[04]E60C/,
      "6F00",
    ],
    ["a card whose memory fails", { kind: "wrong-sw", sw: "6581", command: "LOAD" }, /^8[04]E8/, "6581"],
    ["a card that has lost its keys", { kind: "wrong-sw", sw: "6A88", command: "INITIALIZE UPDATE" }, /^8050/, "6A88"],
  ] as const) {
    it(`tells, alone, where the fault lies: ${what} (R-LOG-08)`, async () => {
      card.arm({ ...fault, nth: 1 });
      const { error } = await load();
      expect(error, "the load failed").to.not.equal(undefined);
      const told = exchanges(error!.data.correlationId!);
      // Whatever the daemon tried afterwards to mend it, the first exchange that did not end in 9000 or 61xx is the fault.
      const faulty = told.find((line) => !/^(9000|61..)$/.test(line.sw!));
      expect(faulty, JSON.stringify(told)).to.include({ reader: "r1", sw });
      expect(faulty!.header).to.match(header);
      expect(faulty!.ms).to.be.a("number");
      // What went well before is there, in order, so that the place in the operation is known.
      expect(told.map(({ step }) => step)).to.deep.equal([...told.keys()].map((index) => index + 1));
      expect(told[0]!.of).to.equal(told.length);
      const audited = await openRows(error!.data.correlationId!);
      expect(audited.at(-1), "and the audit row is found by the same id (R-LOG-04)").to.include({
        event: "cardApps.load",
        code: error!.data.code,
      });
    });
  }

  async function openRows(correlationId: string): Promise<object[]> {
    const auditor = await daemon.loggedIn("auditor");
    return (await auditor.ask("audit.list", { correlationId })).result!["entries"] as object[];
  }

  it("holds headers and sizes of commands and status words of answers, and no data field, no PIN, no key", async () => {
    expect((await load()).error).to.equal(undefined);
    // PUT DATA, which carries the PIN, comes under secure messaging; the fault makes the whole exchange known.
    card.arm({ kind: "wrong-sw", sw: "6F00", nth: 3, times: "always" });
    const { error } = await senior.ask("cardApps.setPin", { readerId: "r1", serviceId: "library", pin: PIN });
    expect(error).to.not.equal(undefined);
    const told = exchanges(error!.data.correlationId!);
    expect(told.length).to.be.above(1);
    for (const line of told) {
      expect(Object.keys(line)).to.have.members([
        ...["at", "level", "event", "correlationId", "reader", "of", "step", "header", "sent", "received", "sw", "ms"],
      ]);
      const { header, sw } = line;
      expect(header).to.match(/^[0-9A-F]{8}$/);
      expect(sw).to.match(/^([0-9A-F]{4}|none)$/);
    }
    const everything = daemon.failures.join("\n");
    for (const secret of [PIN, toHex(Buffer.from(PIN)), toHex(daemon.secrets.areaMaster("own"))]) {
      expect(everything.includes(secret), secret).to.equal(false);
    }
  });

  it("says nothing of the exchanges of what goes well, nor of a refusal before the card", async () => {
    daemon.cs.setStatus(inner.cardId, "suspended");
    expect((await load()).error!.data.code).to.equal("gate.card-not-active");
    daemon.cs.setStatus(inner.cardId, "active");
    daemon.failures.length = 0;
    expect((await load()).error).to.equal(undefined);
    expect(lines().filter(({ event }) => event === "card.apdu")).to.deep.equal([]);
  });
});
