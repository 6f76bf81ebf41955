import { expect } from "chai";
import { systemRandom } from "#card/ports/random.js";
import type { Store } from "#daemon/store/repositories.js";
import { issueCertificate } from "#daemon/tls/certificate.js";
import { certificateFingerprint, type Identity } from "#daemon/tls/index.js";
import { expectCode } from "../../contract/expect-code.js";
import type { Desk } from "../desk.fixture.js";
import { type Asked, Between, type OnTheWay } from "./between.fixture.js";
import {
  CERTIFICATES,
  Counter,
  type CounterPki,
  codeOf,
  counterPki,
  IMPATIENT,
  IssuanceDesk,
  type LineOptions,
  PIN,
  TOWN,
} from "./counter.fixture.js";

const DAY = 86_400_000;
/** An authority that nobody here knows, and a server's certificate of it that ended yesterday. */
async function otherAuthority(): Promise<{ readonly ca: Identity; readonly expired: Identity }> {
  const now = Date.now();
  const ca = await issueCertificate(
    { commonName: "another authority", use: "ca", notBefore: new Date(now - 10 * DAY), days: 20 },
    systemRandom,
  );
  const leaf = { commonName: "localhost", use: "server", hosts: ["localhost"], days: 3 } as const;
  return { ca, expired: await issueCertificate({ ...leaf, notBefore: new Date(now - 4 * DAY) }, systemRandom, ca) };
}

describe("The issuing server that the counter asks", function () {
  this.timeout(60_000);
  let pki: CounterPki;
  let other: Awaited<ReturnType<typeof otherAuthority>>;
  let counter: Counter;
  let desk: Desk;
  let store: Store;
  let close: () => Promise<void>;
  let verified: number;
  const opened: { stop(): Promise<void> }[] = [];

  before(async () => {
    pki = await counterPki();
    other = await otherAuthority();
    counter = await Counter.open(pki);
    ({ desk, store, close } = await counter.desk({ ids: "faults" }));
    await desk.insert(counter.card);
    counter.card.observer = (command) => {
      if (command[1] === 0x20) verified++;
    };
  });
  after(async () => {
    await close();
    await counter.close();
    pki.close();
  });
  beforeEach(() => {
    verified = 0;
  });
  afterEach(async () => {
    counter.between.fate = () => undefined;
    for (const one of opened.splice(0)) await one.stop();
  });

  async function deskAt(line: LineOptions = {}): Promise<IssuanceDesk> {
    const at = new IssuanceDesk(counter, desk.ports, line);
    opened.push(at);
    await at.start();
    return at;
  }
  const tries = async () => (await store.pinTries.of(counter.card.cardId, CERTIFICATES.aid))?.tries ?? 0;

  let requests = 0;
  const next = () => `request-${String(++requests).padStart(4, "0")}`;

  /** Refused with `issuing.unreachable` before anything of the card's was used. */
  async function refusedBeforePin(line: LineOptions, reason?: RegExp) {
    const issued = await counter.register.count();
    const at = await deskAt(line);
    const error = await expectCode("issuing.unreachable", at.issue(next()));
    if (reason) expect(String(error.details["reason"])).to.match(reason);
    expect(verified, "VERIFY").to.equal(0);
    expect(await tries()).to.equal(0);
    expect(await counter.register.count()).to.equal(issued);
    expect(await store.of(TOWN).issuances.open()).to.deep.equal([]);
  }

  describe("is judged before the PIN (R-NET-07, A-29)", () => {
    it("dead: nobody listens there", async () => {
      const gone = await Between.start({ ...pki, server: () => "", shows: pki.server });
      const { url } = gone;
      await gone.close();
      await refusedBeforePin({ url }, /ECONNREFUSED/);
    });

    for (const path of ["/open", "/offers", "/pin-limit"]) {
      it(`does not answer ${path}`, async () => {
        counter.between.fate = (asked) => (asked.path.startsWith(path) ? "silent" : undefined);
        await refusedBeforePin(IMPATIENT, /ETIMEDOUT/);
      });
    }

    for (const [what, path, lie] of [
      ["offers that are no list", "/offers", { offers: {} }],
      ["a limit that is a list", "/pin-limit", { limit: [3] }],
    ] as const) {
      it(`tells of ${what}`, async () => {
        counter.between.fate = (asked) => (asked.path.startsWith(path) ? { lie: () => lie } : undefined);
        await refusedBeforePin({});
      });
    }

    it("shows a certificate that has expired", async () => {
      const old = await Between.start({ ...pki, server: () => counter.server.url, shows: other.expired });
      await refusedBeforePin({ url: old.url, ca: other.ca.cert }, /CERT_HAS_EXPIRED/);
      expect(old.asked).to.deep.equal([]);
      await old.close();
    });

    it("shows a certificate of another authority", () =>
      refusedBeforePin({ ca: other.ca.cert }, /SELF_SIGNED|UNABLE_TO/));

    it("shows a certificate of the authority that is not the pinned one; the pinned one is taken", async () => {
      await refusedBeforePin({ pins: [certificateFingerprint(other.expired.cert)] }, /NOT_PINNED/);
      const at = await deskAt({ pins: [certificateFingerprint(pki.server.cert)] });
      const { kinds } = await at.call("issuance.kinds", { readerId: "r1", serviceId: "certificate" });
      expect(kinds).to.have.length(2);
    });

    it("does not know the counter's certificate as a terminal's", async () => {
      const at = await deskAt({ url: counter.server.url, terminal: pki.signer });
      expect(await codeOf(at.issue(next()))).to.match(/^issuing\.(not-a-terminal|unreachable)$/);
      expect(verified).to.equal(0);
    });
  });

  describe("that lies about the certificate gets no paper out of the counter", () => {
    for (const [what, lie] of [
      ["another request's", (answer) => ({ ...answer, request: "request-9999" })],
      ["another kind", (answer) => ({ ...answer, kind: "seal" })],
      ["no PDF", (answer) => ({ ...answer, pdf: Buffer.from("<html>").toString("base64") })],
      ["a serial number with a blank", (answer) => ({ ...answer, serial: "1 2" })],
      ["nothing", () => ({})],
    ] satisfies readonly (readonly [string, (answer: Record<string, unknown>) => object])[]) {
      it(`${what}: it is unsettled, and settled when the server tells the truth`, async () => {
        const at = await deskAt();
        const requestId = next();
        counter.between.fate = ({ path }: Asked): OnTheWay | undefined =>
          path.startsWith("/certificates") ? { lie } : undefined;
        await expectCode("issuance.unsettled", at.issue(requestId));
        expect(await tries()).to.equal(0);
        expect(await codeOf(at.issue(requestId))).to.equal("issuance.unsettled");
        expect(await at.list()).to.deep.equal([`${requestId} asked`]);
        expect(await codeOf(at.call("issuance.handOut", { requestId }))).to.equal("issuance.unsettled");
        counter.between.fate = () => undefined;
        expect(await at.list()).to.deep.equal([`${requestId} issued`]);
        await at.call("issuance.cancel", { requestId });
        expect(await counter.valid()).to.deep.equal([]);
      });
    }
  });

  it("that closes while the PIN is entered makes nothing, and nothing is left open (A-01)", async () => {
    const at = await deskAt();
    const opens = counter.clock.now();
    counter.between.fate = ({ method }) => {
      if (method === "POST") counter.clock.advance(8 * 3_600_000);
      return undefined;
    };
    const requestId = next();
    const error = await expectCode("issuing.closed-hours", at.issue(requestId));
    expect(error.details).to.include({ until: "17:15" });
    expect(await at.list()).to.deep.equal([]);
    counter.between.fate = () => undefined;
    expect(await codeOf(at.issue(requestId))).to.equal("issuance.cancelled");
    counter.clock.advance(opens + DAY - counter.clock.now());
    expect(await tries()).to.equal(0);
  });

  it("is not asked for a certificate once a stop has come while the PIN was entered (R-STOP-04, X-38)", async () => {
    const at = await deskAt();
    counter.between.fate = async ({ path }) => {
      if (path === "/pin-limit")
        await desk.call("stops.set", { residentId: "R1", reason: "lost", reportedBy: "holder" });
      return undefined;
    };
    const asked = counter.between.asking("POST");
    expect(await codeOf(at.issue(next()))).to.match(/^gate\./);
    expect(counter.between.asking("POST")).to.equal(asked);
    const lift = { residentId: "R1", cardId: counter.card.cardId, what: "card", identityChecked: true } as const;
    await desk.call("stops.lift", lift);
  });

  it("is not asked for a certificate when the number in the application is another person's (R-PRIV-10)", async () => {
    const { systemNumbers, users } = store.of(TOWN);
    const user = await users.findByCard(counter.card.cardId);
    const known = await systemNumbers.find(CERTIFICATES.system.id, user!.id);
    const other = { ...known!, number: "F".repeat(16) };
    await counter.register.users.take({
      ...{ interface: "1.0", id: "m9", service: "certificate", number: other.number, sequence: 1, kind: "registered" },
      ...{ date: "2026-04-06", fields: { name: "見本　太郎", birth: "1990-01-02", address: "見本県" } },
    });
    await systemNumbers.save(other);
    const at = await deskAt();
    const asked = counter.between.asking("POST");
    expect(await codeOf(at.issue(next(), { pin: PIN }))).to.equal("issuance.number-differs");
    expect(counter.between.asking("POST")).to.equal(asked);
    await systemNumbers.save(known!);
    const requestId = next();
    expect(await codeOf(at.issue(requestId))).to.equal("ok");
    await at.call("issuance.cancel", { requestId });
  });
});
