import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { CITY, DaemonInTest } from "#harness/daemon/daemon-in-test.js";
import { TestPki } from "#harness/municipality/test-pki.js";

const MAIN = fileURLToPath(new URL("./main.js", import.meta.url));

function madoguchi(...args: string[]): Promise<{ code: number; out: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), out: `${stdout}${stderr}` }),
    );
  });
}

describe("madoguchi audit", function () {
  this.timeout(60_000);
  let pki: TestPki;
  let daemon: DaemonInTest;
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "madoguchi-audit-test-"));
    pki = await TestPki.create();
    daemon = await new DaemonInTest(pki).start();
    writeFileSync(join(folder, "ca.pem"), pki.ca);
    for (const id of ["auditor", "clerk"]) writeFileSync(join(folder, id), `${daemon.credentials(id).password}\n`);
  });
  after(async () => {
    await daemon.stop();
    pki.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const as = (operator: string, password = operator) => [
    ...["--url", daemon.address.wire, "--ca", join(folder, "ca.pem"), "--municipality", CITY],
    ...["--operator", operator, "--password-file", join(folder, password)],
  ];

  it("exports slices and the key that judge themselves without the daemon, and is on record with its purpose (R-LOG-07)", async () => {
    const out = join(folder, "out");
    const { code, out: told } = await madoguchi(
      "audit",
      "export",
      ...as("auditor"),
      "--purpose",
      "audit",
      "--out",
      out,
    );
    expect(code, told).to.equal(0);
    const slice = readdirSync(out).find((name) => /^audit-13101-000000001-\d{9}\.jsonl$/.test(name));
    const key = readdirSync(out).find((name) => name.startsWith("audit-key-"));
    const judged = await madoguchi("verify", "--audit", join(out, slice!), "--key", join(out, key!));
    expect(judged.code, judged.out).to.equal(0);

    const auditor = await daemon.loggedIn("auditor");
    const { entries } = (await auditor.ask("audit.list", { event: "audit.export" })).result as { entries: object[] };
    expect(entries).to.have.length(1);
    expect(entries[0]).to.deep.include({ actor: "auditor", outcome: "ok", municipality: CITY });

    // A command that is written wrongly does nothing.
    const again = await madoguchi(
      "audit",
      "export",
      ...as("auditor"),
      "--purpose",
      "audit",
      "--out",
      out,
      "--after",
      "x",
    );
    expect(again.code).to.equal(2);
  });

  it("refuses who is no auditor, and a wrong password, and leaves no file (R-LOG-07)", async () => {
    for (const [login, code] of [
      [as("clerk"), "session.not-permitted"],
      [as("auditor", "clerk"), "session.refused"],
    ] as const) {
      const out = join(folder, `none-${code}`);
      const run = await madoguchi("audit", "export", ...login, "--purpose", "audit", "--out", out);
      expect(run.code).to.equal(1);
      expect(run.out).to.contain(code);
      expect(readdirSync(out)).to.deep.equal([]);
    }
  });

  it("tells the history of a card, and that there is none", async () => {
    const none = await madoguchi("audit", "history", ...as("auditor"), "--card", "0A0B");
    expect(none.code, none.out).to.equal(0);
    expect(none.out).to.contain("nothing is known of this card");
    // The question itself is on record, about the card (R-LOG-02).
    const { code, out } = await madoguchi("audit", "history", ...as("auditor"), "--card", "0A0B", "--json");
    expect(code, out).to.equal(0);
    expect(JSON.parse(out.trim().split("\n")[0]!)).to.include({
      event: "audit.history",
      target: "0A0B",
      actor: "auditor",
    });
  });

  it("reports on schedule what happened, how often and that the log is whole, and shows a report that was missed (R-OPS-03)", async () => {
    const stranger = await daemon.greeted();
    for (let n = 0; n < 2; n++)
      await stranger.ask("session.login", { ...daemon.credentials("clerk"), password: "wrong" });
    daemon.clock.advance(1_000);
    const first = await madoguchi("audit", "report", ...as("auditor"));
    expect(first.code, first.out).to.equal(0);
    expect(first.out)
      .to.match(/[2-9] {2}session\.login +refused session\.refused/)
      .and.to.contain("nothing altered or missing");
    daemon.clock.advance(31 * 86_400_000);
    const second = await madoguchi("audit", "report", ...as("auditor"), "--json");
    expect(second.code, second.out).to.equal(0);
    const { daysLate, lastReport, counts } = JSON.parse(second.out);
    expect([daysLate, typeof lastReport]).to.deep.equal([0, "string"]);
    // It begins where the last one ended: what that had is not counted again.
    expect(counts.filter(({ code }: { code?: string }) => code === "session.refused")).to.deep.equal([]);
    daemon.clock.advance(34 * 86_400_000);
    const late = await madoguchi("audit", "report", ...as("auditor"));
    expect(late.code).to.equal(1);
    expect(late.out).to.contain("3 days late");
    expect((await madoguchi("audit", "report", ...as("clerk"))).out).to.contain("session.not-permitted");
  });
});
