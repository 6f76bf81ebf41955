import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { systemClock, VirtualClock } from "#card/ports/clock.js";
import { systemRandom } from "#card/ports/random.js";
import { AuditOutbox } from "#daemon/audit/audit-outbox.js";
import type { AuditEvent } from "#daemon/audit/audit-port.js";
import { FailureLog } from "#daemon/audit/failure-log.js";
import { CardStatusService } from "#daemon/status/card-status.js";
import { CsClient } from "#daemon/status/cs-client.js";
import { StatusBook } from "#daemon/status/status-book.js";
import type { Store } from "#daemon/store/repositories.js";
import { openStore } from "#daemon/store/store.js";
import { DevelopmentCa } from "#daemon/tls/index.js";
import { type CsFault, JukiCs } from "./juki-cs.js";

const CARD = "0102030405060708";
const HOUR = 3_600_000;

describe("The link to the Juki-net CS, against its double", function () {
  this.timeout(60_000);
  let directory: string;
  let ca: DevelopmentCa;
  let store: Store;
  let cs: JukiCs;
  let client: CsClient;
  let clock: VirtualClock;
  let status: CardStatusService;
  let audited: AuditEvent[];
  let failures: string[];
  let databases = 0;

  const startCs = async (clientName = "daemon") =>
    JukiCs.start({ identity: await ca.server("cs", ["localhost"]), clientCa: ca.cert, clientName });
  const clientTo = async (url: string, name = "daemon", trusted = ca.cert) =>
    new CsClient({ url, timeoutMs: 300, identity: { ...(await ca.client(name)), ca: trusted } });

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "madoguchi-cs-"));
    ca = await DevelopmentCa.open(join(directory, "ca"), systemClock, systemRandom);
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  beforeEach(async () => {
    store = await openStore(join(directory, `store-${++databases}.sqlite`));
    cs = await startCs();
    client = await clientTo(cs.url);
    clock = new VirtualClock();
    audited = [];
    failures = [];
    const ports = {
      store,
      clock,
      failures: new FailureLog(clock, (line) => failures.push(JSON.parse(line).code)),
      audit: { record: async (event: AuditEvent) => void audited.push(event) },
      newId: () => "id",
    };
    const auditOutbox = new AuditOutbox(ports);
    status = new CardStatusService(ports, new StatusBook({ ...ports, auditOutbox }, ["13101"]), client, {
      library: HOUR,
    });
  });
  afterEach(async () => {
    client.close();
    await cs.close();
    await store.close();
  });

  it("is asked at each operation: a change is seen before the next act (R-STATE-01)", async () => {
    cs.setStatus(CARD, "active");
    expect(await status.ask(CARD)).to.include({ state: "active", source: "live" });
    cs.setStatus(CARD, "suspended");
    expect(await status.ask(CARD, "library")).to.include({ state: "suspended", source: "live" });
    expect(cs.asked).to.deep.equal([CARD, CARD]);
    expect(audited.at(-1)).to.deep.include({
      event: "cs.state-changed",
      target: CARD,
      facts: { from: "active", to: "suspended", source: "live" },
    });
  });

  it("overrules what stands in our own database, and the difference is on record (R-STATE-01)", async () => {
    cs.setStatus(CARD, "suspended");
    await status.ask(CARD);
    const stored = (await store.cardStatus.find(CARD))!;
    await store.cardStatus.put([{ ...stored, state: "active" }]);
    expect(await status.ask(CARD)).to.include({ state: "suspended", source: "live" });
    expect(audited.at(-1)?.facts).to.deep.equal({ from: "active", to: "suspended", source: "live" });
  });

  it("says unknown of a card that it does not know", async () => {
    expect(await status.ask(CARD)).to.include({ state: "unknown", source: "live" });
  });

  for (const [fault, code] of [
    ["silent", "status.link-down"],
    ["error", "status.bad-answer"],
    ["not-json", "status.bad-answer"],
    ["another-card", "status.bad-answer"],
    ["older", "status.replayed"],
    ["unknown-state", "status.bad-answer"],
    ["cut-off", "status.bad-answer"],
    ["longer", "status.bad-answer"],
    ["endless", "status.bad-answer"],
    ["drip", "status.link-down"],
  ] satisfies [CsFault, string][]) {
    it(`fails closed when the CS is wrong: ${fault} (R-STATE-06)`, async () => {
      cs.setStatus(CARD, "active");
      await status.ask(CARD);
      cs.fault = fault;
      expect(await status.ask(CARD)).to.deep.equal({ cardId: CARD, state: "unknown", source: "none" });
      expect(failures).to.deep.equal([code]);
    });
  }

  it("takes the last answer for an operation that allows it, as long as it is young enough, and says so (A-04)", async () => {
    cs.setStatus(CARD, "active");
    const { asOf } = await status.ask(CARD);
    await cs.close();
    clock.advance(HOUR - 1);
    expect(await status.ask(CARD, "library")).to.deep.equal({
      cardId: CARD,
      state: "active",
      source: "cache",
      asOf,
      learnt: "live",
    });
    expect(await status.ask(CARD)).to.include({ state: "unknown", source: "none" });
    clock.advance(1);
    expect(await status.ask(CARD, "library")).to.include({ state: "unknown", source: "none" });
    expect(audited.map(({ event }) => event)).to.deep.equal(["cs.link-up", "cs.link-down"]);
  });

  it("is refused by a CS that knows another client, and refuses a CS of another authority (R-NET-07)", async () => {
    const stranger = await clientTo(cs.url, "stranger");
    const code = (asking: CsClient) =>
      asking.ask(CARD).then(
        () => "answered",
        (error) => `${error.code} ${error.details.reason ?? error.details.httpStatus}`,
      );
    expect(await code(stranger)).to.equal("status.bad-answer 403");
    const elsewhere = await DevelopmentCa.open(join(directory, "elsewhere"), systemClock, systemRandom);
    const mistrusting = await clientTo(cs.url, "daemon", elsewhere.cert);
    expect(await code(mistrusting)).to.match(/^status\.link-down (UNABLE_TO_VERIFY|SELF_SIGNED)/);
    stranger.close();
    mistrusting.close();
  });
});
