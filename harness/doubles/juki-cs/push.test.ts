import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { systemClock, VirtualClock } from "#card/ports/clock.js";
import { systemRandom } from "#card/ports/random.js";
import { AuditOutbox } from "#daemon/audit/audit-outbox.js";
import type { AuditEvent } from "#daemon/audit/audit-port.js";
import { CsClient } from "#daemon/status/cs-client.js";
import { followFeed } from "#daemon/status/cs-feed.js";
import { StatusBook } from "#daemon/status/status-book.js";
import type { Store } from "#daemon/store/repositories.js";
import { openStore } from "#daemon/store/store.js";
import { DevelopmentCa } from "#daemon/tls/index.js";
import { type CsFault, JukiCs } from "./juki-cs.js";

const [A, B] = ["0A0A", "0B0B"] as const;
const RETRY_MS = 15_000;

/** A clock that tells when somebody sleeps by it. */
class WatchedClock extends VirtualClock {
  sleepers = 0;
  slept = 0;
  onSleep: () => void = () => {};

  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.sleepers++;
    this.slept++;
    const sleeping = super.sleep(ms, signal).finally(() => this.sleepers--);
    this.onSleep();
    return sleeping;
  }
}

describe("Changes that the Juki-net CS tells by itself", function () {
  this.timeout(60_000);
  let directory: string;
  let ca: DevelopmentCa;
  let cs: JukiCs;
  let client: CsClient;
  let store: Store;
  let clock: WatchedClock;
  let book: StatusBook;
  let audited: string[];
  let failures: string[];
  let heard: string[];
  let end: (() => Promise<void>) | undefined;
  let waiting: { readonly until: () => boolean; readonly go: () => void }[] = [];
  let databases = 0;

  /** Resolves as soon as it is so; asked again whenever something has become known or was put on record. */
  const until = (so: () => boolean): Promise<void> =>
    new Promise((go) => {
      if (so()) go();
      else waiting.push({ until: so, go });
    });
  const look = () => {
    for (const one of waiting) if (one.until()) one.go();
    waiting = waiting.filter((one) => !one.until());
  };

  /** Lets the pause after a failure pass. */
  const retry = async () => {
    await until(() => clock.sleepers > 0);
    clock.advance(RETRY_MS);
  };

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "madoguchi-push-"));
    ca = await DevelopmentCa.open(join(directory, "ca"), systemClock, systemRandom);
  });
  after(() => rmSync(directory, { recursive: true, force: true }));
  beforeEach(async () => {
    store = await openStore(join(directory, `store-${++databases}.sqlite`));
    clock = new WatchedClock();
    clock.onSleep = look;
    cs = await startCs();
    client = new CsClient({ url: cs.url, timeoutMs: 400, identity: { ...(await ca.client("daemon")), ca: ca.cert } });
    audited = [];
    failures = [];
    heard = [];
    const ports = {
      store,
      clock,
      audit: {
        record: async ({ event, target, code, facts }: AuditEvent) => {
          audited.push([event, target, code, facts?.["to"], facts?.["source"]].filter(Boolean).join(" "));
          look();
        },
      },
      failures: {
        info: () => {},
        error: (_: string, error: unknown) => {
          failures.push((error as { code: string }).code);
          look();
        },
      },
      newId: () => "id",
    };
    book = new StatusBook({ ...ports, auditOutbox: new AuditOutbox(ports) }, ["13101"]);
    book.onChange(({ cardId, state }) => {
      heard.push(`${cardId} ${state}`);
      look();
    });
  });
  afterEach(async () => {
    await end?.();
    end = undefined;
    client.close();
    await cs.close();
    await store.close();
  });

  const startCs = async () =>
    JukiCs.start({ identity: await ca.server("cs", ["localhost"]), clientCa: ca.cert, clientName: "daemon", clock });
  const follow = () => {
    const failing = (_: string, error: unknown) => {
      failures.push((error as { code: string }).code);
      look();
    };
    end = followFeed({
      clock,
      store,
      failures: { info: () => {}, error: failing },
      statusSources: {
        book,
        changes: (...of) => client.changes(...of),
        push: { waitMs: 2_000, retryMs: RETRY_MS },
        signers: [],
      },
    });
  };

  it("are known without a question for the card, over a session of the daemon's own (R-STATE-01, R-SYS-07, R-SYS-08, R-JUKI-06)", async () => {
    cs.setStatus(A, "active");
    follow();
    await until(() => audited.includes("cs.feed-up"));
    expect(heard).to.deep.equal([`${A} active`]);
    clock.advance(5_000);
    cs.setStatus(A, "suspended");
    await until(() => audited.length === 2);
    expect(audited).to.deep.equal(["cs.feed-up", `cs.state-changed ${A} suspended push`]);
    expect(await store.cardStatus.find(A)).to.deep.equal({
      ...{ cardId: A, state: "suspended", sequence: 2, source: "push", asOf: clock.now() },
    });
    expect(cs.asked).to.deep.equal([]);
    // The next question says how far it got; the CS sees it.
    cs.setStatus(B, "lost");
    await until(() => heard.includes(`${B} lost`));
    expect(cs.taken).to.be.at.least(2);
  });

  it("go on where they stopped when the daemon starts again: none is lost, none comes twice (R-CRYPT-05)", async () => {
    cs.setStatus(A, "active");
    follow();
    await until(() => heard.length === 1);
    await end?.();
    cs.setStatus(A, "lost");
    cs.setStatus(B, "active");
    follow();
    await until(() => heard.length === 3);
    expect(heard).to.deep.equal([`${A} active`, `${A} lost`, `${B} active`]);
    expect(await store.csFeed.position()).to.equal(3);
  });

  for (const [fault, code] of [
    ["silent", "status.link-down"],
    ["error", "status.bad-answer"],
    ["not-json", "status.bad-answer"],
    ["another-card", "status.bad-answer"],
    ["unknown-state", "status.bad-answer"],
    ["older", "status.replayed"],
    ["cut-off", "status.bad-answer"],
    ["longer", "status.bad-answer"],
    ["endless", "status.bad-answer"],
    ["drip", "status.link-down"],
  ] satisfies [CsFault, string][]) {
    it(`change nothing when the CS is wrong (${fault}); it is on record once, and tried again later (R-SYS-08)`, async () => {
      cs.setStatus(A, "active");
      follow();
      await until(() => audited.includes("cs.feed-up"));
      cs.fault = fault;
      cs.setStatus(A, "suspended");
      await until(() => audited.length === 2);
      expect(audited[1]).to.equal(`cs.feed-down ${code}`);
      expect(await store.cardStatus.find(A)).to.include({ state: "active", sequence: 1 });
      expect(await store.csFeed.position()).to.equal(1);
      // Wrong once more: both logs have it already.
      await retry();
      await until(() => clock.slept === 2);
      expect(audited).to.have.length(2);
      expect(failures).to.deep.equal([code]);
      cs.fault = undefined;
      await retry();
      await until(() => audited.length === 4);
      expect(audited.slice(2)).to.have.members(["cs.feed-up", `cs.state-changed ${A} suspended push`]);
    });
  }

  it("are no obstacle when there is no CS at all: the daemon goes on, and follows as soon as there is one", async () => {
    await cs.close();
    follow();
    await until(() => audited.length === 1);
    expect(audited).to.deep.equal(["cs.feed-down status.link-down"]);
    cs = await startCs();
    const { url } = cs;
    cs.setStatus(A, "active");
    client.close();
    client = new CsClient({ url, timeoutMs: 400, identity: { ...(await ca.client("daemon")), ca: ca.cert } });
    await retry();
    await until(() => heard.length === 1);
  });

  it("never count as of a later moment than now, however far ahead the CS's clock is (A-04)", async () => {
    const ours = clock.now();
    clock.advance(86_400_000);
    cs.setStatus(A, "active");
    clock.advance(-86_400_000);
    follow();
    await until(() => heard.length === 1);
    expect(await store.cardStatus.find(A)).to.include({ asOf: ours });
  });

  it("are overtaken by nothing older: an answer on its way does not undo what was told meanwhile (X-32)", async () => {
    await book.take([{ cardId: A, state: "active", sequence: 4, asOf: clock.now() }], "live");
    await book.take([{ cardId: A, state: "lost", sequence: 6, asOf: clock.now() }], "push");
    expect(await book.take([{ cardId: A, state: "active", sequence: 5, asOf: clock.now() }], "live")).to.deep.equal({
      ...{ changed: 0, kept: 1 },
    });
    await store.cardStatus.put([{ cardId: A, state: "active", sequence: 5, source: "live", asOf: clock.now() }]);
    expect(await store.cardStatus.find(A)).to.include({ state: "lost", sequence: 6 });
  });
});
