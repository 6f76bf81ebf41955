import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ascii, toHex } from "#card/bytes/bytes.js";
import { seededRandom } from "#card/ports/random.js";
import { verifyAudit } from "#daemon/audit/verify-file.js";
import { openSqlite } from "#daemon/store/sqlite.js";
import { CITY, DaemonInTest } from "../daemon/daemon-in-test.js";
import { residentFile } from "../municipality/resident-file.js";
import { TestPki } from "../municipality/test-pki.js";
import { fill } from "./fill.js";
import { Aftermath } from "./kill/check.js";
import { Terminal } from "./kill/terminal.js";
import { trialCard } from "./kill/trial-card.js";

const DAY = 86_400_000;
const PERSON = { residentId: "R-0", name: "見本", kana: "ミホン", address: "見本県", birth: "1980-01-02", sex: "1" };

describe("A daemon in bad times", function () {
  this.timeout(120_000);
  let pki: TestPki;
  let daemon: DaemonInTest;
  let cards: string;
  let mounted = false;
  before(async () => {
    pki = await TestPki.create();
  });
  after(() => pki.close());
  beforeEach(() => {
    daemon = new DaemonInTest(pki);
    cards = mkdtempSync(join(tmpdir(), "madoguchi-cards-"));
  });
  afterEach(async () => {
    await daemon.stopDaemon();
    if (mounted) execFileSync("umount", [daemon.folder]);
    mounted = false;
    await daemon.stop();
    rmSync(cards, { recursive: true, force: true });
  });

  const data = () => join(daemon.folder, "data");

  /** A terminal whose clerk has a resident's card on the reader, its area set. */
  async function open(): Promise<{ terminal: Terminal; aftermath: Aftermath }> {
    await daemon.start();
    const master = daemon.secrets.areaMaster("own");
    const card = trialCard(join(cards, "card"), "BADTIMES01", { keyId: "HOSHIMI-1", generation: 1, master });
    daemon.cs.setStatus(toHex(ascii("BADTIMES01")), "active");
    daemon.readers.insert("r1", card);
    const senior = await daemon.loggedIn("senior");
    expect(await senior.codeOf("residents.import", { content: residentFile(CITY, 1, [PERSON]) })).to.equal("ok");
    const password = daemon.secrets.password("clerk");
    const seat = { operator: "clerk", password, municipality: CITY, reader: "r1", residentId: "R-0" };
    const terminal = new Terminal(seat, seededRandom("bad times"), () => undefined);
    await terminal.connect(daemon.address.wire, pki.ca);
    await terminal.settle();
    return { terminal, aftermath: new Aftermath(data()) };
  }

  /** Every call answered is kept, and nothing is left half done. */
  async function expectNothingLost(terminal: Terminal, aftermath: Aftermath): Promise<void> {
    const problems: string[] = [];
    await aftermath.check([terminal], problems);
    await terminal.look();
    await aftermath.settled([terminal], problems);
    expect(problems).to.deep.equal([]);
    expect(await verifyAudit(data())).to.include({ ok: true });
    const working = terminal.work();
    await terminal.leave();
    await working;
    expect(terminal.refused).to.deep.equal([]);
  }

  it("refuses on a full disk with a code that says so, half-does nothing, and goes on once there is room", async function () {
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=6m,mode=700", "tmpfs", daemon.folder], { stdio: "ignore" });
      mounted = true;
    } catch {
      // A file system that can be filled is the system administrator's to make.
      this.skip();
    }
    const { terminal, aftermath } = await open();
    const ballast = fill(daemon.folder);
    await terminal.work();
    expect(terminal.refused.splice(0).join()).to.match(/: (audit\.unwritable|store\.full)$/);
    // Whatever else is tried meanwhile gets a code of its own too.
    const clerk = await daemon.greeted();
    const codes = [await clerk.codeOf("session.login", daemon.credentials("clerk"))];
    for (let n = 0; n < 3; n++) codes.push(await clerk.codeOf("area.set", { readerId: "r1" }));
    for (const code of codes) expect(code).to.match(/^(audit\.unwritable|store\.full|session\.not-open|ok)$/);
    rmSync(ballast);
    await expectNothingLost(terminal, aftermath);
  });

  for (const [what, file, code] of [
    ["store", "madoguchi.sqlite", /: store\.locked$/],
    ["audit log", "audit.sqlite", /: audit\.unwritable$/],
  ] as const) {
    it(`refuses with a code of its own while another program holds the ${what}`, async () => {
      const { terminal, aftermath } = await open();
      const other = await openSqlite(join(data(), file));
      await other.raw("BEGIN IMMEDIATE");
      await terminal.work();
      expect(terminal.refused.splice(0).join()).to.match(code);
      await other.raw("ROLLBACK");
      await other.destroy();
      await expectNothingLost(terminal, aftermath);
    });
  }

  it("loses no row of its log to a clock that jumps, forwards or back, and says that it does not believe it (A-31)", async () => {
    const { terminal, aftermath } = await open();
    const rows = async () => {
      const auditor = await daemon.loggedIn("auditor");
      const { result } = await auditor.ask("audit.list", { limit: 1000 });
      return result!["entries"] as { sequence: number; event: string }[];
    };
    daemon.clock.advance(20 * 365 * DAY);
    await terminal.work();
    // The session has not been used for twenty years.
    expect(terminal.refused.splice(0).join()).to.match(/session\./);
    const jumped = await rows();
    expect(jumped[0]?.sequence).to.equal(1);
    daemon.clock.advance(-21 * 365 * DAY);
    await terminal.connect(daemon.address.wire, pki.ca);
    await expectNothingLost(terminal, aftermath);
    const events = (await rows()).map(({ event }) => event);
    expect(events.filter((event) => event === "audit.expiry-held")).to.have.length(1);
    expect(events).not.to.include("audit.expired");
  });

  it("starts again from a log whose copy of heads was cut in the middle of a line", async () => {
    await open();
    appendFileSync(join(data(), "audit-heads.jsonl"), '{"head":{"for');
    await daemon.stopDaemon();
    await daemon.startDaemon();
    expect(await verifyAudit(data())).to.include({ ok: true });
  });
});
