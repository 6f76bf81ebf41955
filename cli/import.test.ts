import { execFile } from "node:child_process";
import { createPublicKey } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { fileRow } from "#daemon/residents/testing/file-row.js";
import { CITY, DaemonInTest } from "#harness/daemon/daemon-in-test.js";
import { StatusMediaWriter, statusFile, statusLine } from "#harness/doubles/juki-cs/status-medium.js";
import { residentFile } from "#harness/municipality/resident-file.js";
import { TestPki } from "#harness/municipality/test-pki.js";

const MAIN = fileURLToPath(new URL("./main.js", import.meta.url));
const cardId = (n: number) => n.toString(16).toUpperCase().padStart(16, "0");

function madoguchi(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

describe("madoguchi import", function () {
  this.timeout(90_000);
  const cs = new StatusMediaWriter();
  let pki: TestPki;
  let daemon: DaemonInTest;
  let folder: string;
  let medium: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "madoguchi-import-test-"));
    medium = join(folder, "medium");
    mkdirSync(medium);
    pki = await TestPki.create();
    writeFileSync(join(folder, "cs.pem"), cs.signerPem);
    daemon = await new DaemonInTest(pki).start({
      residents: { plain: true, folder: medium },
      cs: { signers: [join(folder, "cs.pem")], push: { enabled: false } },
    });
    writeFileSync(join(folder, "ca.pem"), pki.ca);
    for (const id of ["senior", "clerk"]) writeFileSync(join(folder, id), `${daemon.credentials(id).password}\n`);
  });
  after(async () => {
    await daemon.stop();
    pki.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const as = (operator: string) => [
    ...["--url", daemon.address.wire, "--ca", join(folder, "ca.pem"), "--municipality", CITY],
    ...["--operator", operator, "--password-file", join(folder, operator)],
  ];
  const sealedStatus = async (sequence: number, cards: number) => {
    const senior = await daemon.loggedIn("senior");
    const { result } = await senior.ask("residents.fileKey");
    senior.socket.close();
    const asOf = new Date(daemon.clock.now() - 3_600_000).toISOString();
    const rows = Array.from({ length: cards }, (_, n) => statusLine(cardId(n + 1), "active", sequence, asOf));
    const content = statusFile({ municipality: CITY, sequence, asOf }, rows);
    return cs.seal(content, createPublicKey(result!["pem"] as string), 40_000);
  };

  it("takes a card status file from anywhere or from the import folder, and shows how far it is (R-STATE-04, R-JUKI-07)", async () => {
    const file = join(folder, "status.jwe");
    writeFileSync(file, await sealedStatus(1, 5_000));
    const sent = await madoguchi("import", "status", file, ...as("senior"));
    expect(sent.code, sent.err).to.equal(0);
    expect(sent.out).to.contain("5000 cards imported, sequence 1").and.to.contain("5000 changed, 0 known newer");
    // No terminal: plain lines, one a tenth, the last of them full.
    const bars = sent.err.trim().split("\n");
    expect(bars.length).to.be.within(2, 10);
    expect(bars.at(-1)).to.contain("100 %").and.to.contain("5,000 件");
    writeFileSync(join(medium, "day-2.jwe"), await sealedStatus(2, 3));
    const there = await madoguchi("import", "status", "day-2.jwe", "--in-folder", ...as("senior"));
    expect(there.out, there.err).to.contain("3 cards imported, sequence 2");
  });

  it("tells a refusal with cause and remedy and changes nothing: an older file, no right, no file (R-STATE-04, R-CRYPT-05)", async () => {
    const file = join(folder, "old.jwe");
    writeFileSync(file, await sealedStatus(1, 1));
    for (const [args, code] of [
      [["status", file, ...as("senior")], "import.old-sequence"],
      [["status", file, ...as("clerk")], "session.not-permitted"],
      [["status", join(folder, "absent.jwe"), ...as("senior")], "import-file.cannot-read"],
      [["status", "absent.jwe", "--in-folder", ...as("senior")], "import.no-such-file"],
      [["residents", file, ...as("clerk")], "session.not-permitted"],
    ] as const) {
      const { code: exit, err } = await madoguchi("import", ...args);
      expect(exit, err).to.equal(1);
      expect(err).to.contain(`✘ ${code}`).and.to.contain("→");
    }
  });

  it("takes a resident file in the same way (R-JUKI-03)", async () => {
    const file = join(folder, "residents.jsonl");
    writeFileSync(file, residentFile(CITY, 1, [fileRow("R1"), fileRow("R2")]));
    const { code, out, err } = await madoguchi("import", "residents", file, ...as("senior"));
    expect(code, err).to.equal(0);
    expect(out).to.contain("2 residents imported, sequence 1");
    expect(err).to.contain("100 %");
  });
});
