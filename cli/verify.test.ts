import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { CITY, DaemonInTest } from "#harness/daemon/daemon-in-test.js";
import { issuePaper } from "#harness/doubles/paper/sign-paper.js";
import { TestPki } from "#harness/municipality/test-pki.js";

const MAIN = fileURLToPath(new URL("./main.js", import.meta.url));

function madoguchi(...args: string[]): Promise<{ code: number; out: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), out: `${stdout}${stderr}` }),
    );
  });
}

describe("madoguchi verify --audit", function () {
  this.timeout(60_000);
  let pki: TestPki;
  let daemon: DaemonInTest;
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "madoguchi-verify-test-"));
    pki = await TestPki.create();
    daemon = await new DaemonInTest(pki).start();
  });
  after(async () => {
    await daemon.stop();
    pki.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("finds a running daemon's log whole, and what its auditor exported (R-LOG-05, R-LOG-07)", async () => {
    const auditor = await daemon.loggedIn("auditor");
    const { result: key } = await auditor.ask("audit.publicKey");
    writeFileSync(join(folder, "public.pem"), String(key?.["publicKey"]));
    const { result: slice } = await auditor.ask("audit.export", { purpose: "audit" });
    writeFileSync(join(folder, "slice.jsonl"), String(slice?.["lines"]));
    const [row] = (
      (await auditor.ask("audit.list", { after: 0, limit: 1000 })).result!["entries"] as Record<string, unknown>[]
    ).filter(({ event }) => event === "audit.export");
    expect(row).to.include({ event: "audit.export", actor: "auditor", municipality: CITY, outcome: "ok" });
    expect(row?.["facts"]).to.include({ purpose: "audit" });

    const data = join(daemon.folder, "data");
    for (const path of [data, join(data, "audit.sqlite"), join(folder, "slice.jsonl")]) {
      const { code, out } = await madoguchi("verify", "--audit", path, "--key", join(folder, "public.pem"), "--json");
      expect(JSON.parse(out), path).to.include({ ok: true, keyFrom: "auditor" });
      expect(code).to.equal(0);
    }
  });

  it("says in both languages what does not hold, and ends with 1", async () => {
    // Under the place of a log that stopped cleanly: the running mark is not copied, so the head of a stop is missed.
    const copy = join(folder, "copy");
    mkdirSync(copy);
    for (const name of ["audit.sqlite", "audit.sqlite-wal"]) {
      copyFileSync(join(daemon.folder, "data", name), join(copy, name));
    }
    const { code, out } = await madoguchi("verify", "--audit", copy);
    expect(code).to.equal(1);
    expect(out)
      .to.match(/✘.*合いません.*the end is cut off/)
      .and.to.match(/--key/);
    const nothing = await madoguchi("verify", "--audit", join(folder, "nothing"));
    expect([nothing.code, nothing.out]).to.deep.equal([1, nothing.out]);
    expect(nothing.out).to.match(/audit\.not-a-log/);
    expect((await madoguchi("verify")).code).to.equal(2);
  });

  it("says of a key that is not there which one it is, without a stack of calls", async () => {
    const missing = join(folder, "missing.pem");
    const { code, out } = await madoguchi("verify", "--audit", join(daemon.folder, "data"), "--key", missing);
    expect(out).to.include("audit.bad-key").and.to.include(missing);
    expect(out).not.to.include("    at ");
    expect(code).to.equal(1);
  });

  it("is refused to who is no auditor, and without a purpose (R-PRIV-05)", async () => {
    const clerk = await daemon.loggedIn("clerk");
    expect(await clerk.codeOf("audit.export", { purpose: "audit" })).to.equal("session.not-permitted");
    const auditor = await daemon.loggedIn("auditor");
    expect(await auditor.codeOf("audit.export", {})).to.equal("api.bad-params");
    expect(await auditor.codeOf("audit.export", { purpose: "curiosity" })).to.equal("api.bad-params");
  });
});

describe("madoguchi verify --certificate", function () {
  this.timeout(60_000);
  let pki: TestPki;
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "madoguchi-verify-test-"));
    pki = await TestPki.create();
    const paper = {
      ...{
        serial: "13105-20260406-000001",
        kind: "resident",
        title: { ja: "住民票の写し", en: "Copy of resident record" },
      },
      ...{ municipality: { code: "13105", name: "渚市" }, issuedAt: Date.now(), statement: "証明する。", lines: [] },
    };
    const { pdf } = await issuePaper(paper, await pki.document("issuing-server-signer"));
    writeFileSync(join(folder, "paper.pdf"), pdf);
    pdf[pdf.length - 300]! ^= 1;
    writeFileSync(join(folder, "changed.pdf"), pdf);
    writeFileSync(join(folder, "ca.pem"), pki.ca);
  });
  after(() => {
    pki.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const judge = (file: string, ...more: string[]) =>
    madoguchi("verify", "--certificate", join(folder, file), "--ca", join(folder, "ca.pem"), ...more);

  it("tells who signed a certificate, and ends with 0", async () => {
    const { code, out } = await judge("paper.pdf");
    expect(out).to.include("issuing-server-signer").and.to.include("改ざんはありません");
    expect(code).to.equal(0);
    expect(JSON.parse((await judge("paper.pdf", "--json")).out)).to.include({
      ok: true,
      signer: "issuing-server-signer",
    });
  });

  it("says in both languages that a certificate was changed, and ends with 1", async () => {
    const { code, out } = await judge("changed.pdf");
    expect(out).to.include("paper.altered").and.to.include("署名後にファイルが変更されています");
    expect(code).to.equal(1);
  });

  it("wants the authority to be named, and one thing to judge", async () => {
    const alone = await madoguchi("verify", "--certificate", join(folder, "paper.pdf"));
    expect(alone.out).to.include("--ca");
    expect(alone.code).to.not.equal(0);
    expect((await madoguchi("verify")).code).to.not.equal(0);
  });
});
