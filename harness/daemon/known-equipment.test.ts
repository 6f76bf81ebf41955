import { expect } from "chai";
import { describe, it } from "mocha";
import { certificateFingerprint } from "#daemon/tls/index.js";
import { deskCard } from "../desk/desk-card.fixture.js";
import { TestPki } from "../municipality/test-pki.js";
import { DaemonInTest, type RawClient } from "./daemon-in-test.js";

interface Row {
  readonly event: string;
  readonly outcome: string;
  readonly code?: string;
  readonly target?: string;
  readonly facts: Record<string, unknown>;
}

describe("The equipment that a running daemon knows (R-OPS-07)", function () {
  this.timeout(60_000);
  let pki: TestPki;
  let daemon: DaemonInTest;

  before(async () => {
    pki = await TestPki.create();
  });
  after(() => pki.close());
  afterEach(() => daemon.stop());

  const start = async (known: object) => {
    daemon = await new DaemonInTest(pki).start({ sections: { known } });
  };
  const login = (client: RawClient, operatorId = "clerk") =>
    client.codeOf("session.login", daemon.credentials(operatorId));
  const rows = async (client: RawClient, event: string) =>
    (await client.ask("audit.list", { event, limit: 1000 })).result!["entries"] as Row[];

  it("lets operators in from a known terminal and from no other, whatever their password, and puts both on record", async () => {
    const { cert, key } = await pki.client("terminal-1");
    await start({ terminals: [{ name: "counter-1", certificateFingerprint: certificateFingerprint(cert) }] });
    const other = await pki.client("terminal-2");
    for (const stranger of [await daemon.greeted(), await daemon.greeted({ cert: other.cert, key: other.key })]) {
      expect(await login(stranger)).to.equal("session.unknown-terminal");
      const card = { municipality: "13101", readerId: "r1", pin: "1234" };
      expect(await stranger.codeOf("session.loginCard", card)).to.equal("session.unknown-terminal");
      expect(await stranger.codeOf("readers.list")).to.equal("session.not-open");
    }
    const known = await daemon.greeted({ cert, key });
    expect(await login(known, "auditor")).to.equal("ok");
    const logins = await rows(known, "session.login");
    expect(logins.map(({ outcome, code, facts }) => [outcome, code, facts["terminal"], facts["from"]])).to.deep.equal([
      ["refused", "session.unknown-terminal", undefined, "127.0.0.1"],
      ["refused", "session.unknown-terminal", undefined, "127.0.0.1"],
      ["ok", undefined, "counter-1", "127.0.0.1"],
    ]);
  });

  it("asks for the address, and for address and certificate where both are given", async () => {
    const { cert, key } = await pki.client("terminal-1");
    const pinned = { certificateFingerprint: certificateFingerprint(cert) };
    await start({ terminals: [{ name: "elsewhere", address: "10.1.2.0/24", ...pinned }] });
    expect(await login(await daemon.greeted({ cert, key }))).to.equal("session.unknown-terminal");
    await daemon.stop();
    await start({ terminals: [{ name: "here", address: "127.0.0.0/8" }] });
    expect(await login(await daemon.greeted())).to.equal("ok");
  });

  it("lets business systems in by their own certificate: they are no terminals", async () => {
    await start({ terminals: [{ name: "elsewhere", address: "10.1.2.3" }] });
    const { cert, key } = await pki.client("library-window");
    const system = await daemon.greeted({ cert, key });
    expect(await system.codeOf("session.loginSystem", { systemId: "library-window" })).to.equal("ok");
  });

  it("uses known readers alone: others are not listed, hold no card for anybody, and are on record when they come", async () => {
    await start({ readers: ["Reader 1"] });
    const clerk = await daemon.loggedIn("clerk");
    const listed = async () =>
      ((await clerk.ask("readers.list")).result!["readers"] as { id: string }[]).map(({ id }) => id);
    expect(await listed()).to.deep.equal(["r1"]);
    daemon.readers.insert("r2", deskCard());
    expect(await clerk.codeOf("cardApps.list", { readerId: "r2" })).to.equal("known-reader.unknown");
    expect(await clerk.codeOf("cardApps.list", { readerId: "r1" })).to.equal("reader.no-card");
    expect(await clerk.codeOf("cardApps.list", { readerId: "r9" })).to.equal("reader.unknown");
    daemon.readers.detach("r2");
    daemon.readers.attach("r3", "Reader 3");
    daemon.readers.attach("r4", "New Reader 1b");
    expect(await listed()).to.deep.equal(["r1", "r4"]);
    const heard = JSON.stringify(clerk.frames.filter(({ method }) => method === "readers.changed"));
    expect(heard).to.contain("r4").and.not.to.contain("r2").and.not.to.contain("r3");
    const auditor = await daemon.loggedIn("auditor");
    const refused = await rows(auditor, "reader.refused");
    expect(refused.map(({ outcome, code, target, facts }) => [outcome, code, target, facts["name"]])).to.deep.equal([
      ["refused", "known-reader.unknown", "r2", "Reader 2"],
      ["refused", "known-reader.unknown", "r3", "Reader 3"],
    ]);
    expect((await rows(auditor, "reader.attached")).map(({ target }) => target)).to.deep.equal(["r4"]);
  });

  it("knows everything where nothing is listed, and ends idle sessions all the same", async () => {
    await start({});
    const clerk = await daemon.loggedIn("clerk");
    expect((await clerk.ask("readers.list")).result!["readers"]).to.have.length(2);
    daemon.clock.advance(11 * 60_000);
    expect(await clerk.codeOf("readers.list")).to.be.oneOf(["session.expired", "session.not-open"]);
  });
});
