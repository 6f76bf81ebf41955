import { generateKeyPairSync, type JsonWebKey } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { VirtualClock } from "#card/ports/clock.js";
import { systemRandom } from "#card/ports/random.js";
import { fileRow as row } from "#daemon/residents/testing/file-row.js";
import { DevelopmentCa } from "#daemon/tls/index.js";
import { ResidentSystem } from "../doubles/resident-system/resident-system.js";
import { residentFile } from "../municipality/resident-file.js";
import { TestPki } from "../municipality/test-pki.js";
import { hasJwcrypto, pem, python, SEAL } from "../outside/jwcrypto.fixture.js";
import { CITY, DaemonInTest, RawClient } from "./daemon-in-test.js";

describe("Data that come from outside", function () {
  this.timeout(90_000);
  const outside = generateKeyPairSync("rsa", { modulusLength: 3072 });
  let pki: TestPki;
  let folder: string;
  let medium: string;
  let system: ResidentSystem;
  let daemon: DaemonInTest;
  let senior: RawClient;
  let counterKey: string;

  before(async () => {
    pki = await TestPki.create();
    folder = mkdtempSync(join(tmpdir(), "madoguchi-medium-"));
    medium = join(folder, "medium");
    mkdirSync(medium);
    system = await ResidentSystem.start({
      identity: await pki.server("resident-system-server"),
      client: await pki.client("resident-system"),
      ca: pki.ca,
      municipality: CITY,
    });
    const signers = [system.signer, pem(outside.publicKey)].map((text, n) => {
      writeFileSync(join(folder, `signer-${n}.pem`), text);
      return join(folder, `signer-${n}.pem`);
    });
    daemon = await new DaemonInTest(pki).start({ residents: { folder: medium, signers, plain: false } });
    senior = await daemon.loggedIn("senior");
    const { result } = await senior.ask("residents.fileKey");
    system.sealFor(result!["jwk"] as JsonWebKey);
    counterKey = result!["pem"] as string;
  });
  after(async () => {
    await daemon.stop();
    await system.close();
    pki.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const found = async (name: string) => {
    const { result } = await senior.ask("residents.search", { query: { name } });
    return (result!["residents"] as { residentId: string }[]).map(({ residentId }) => residentId);
  };
  const take = async (file: string) => {
    const { error, result } = await senior.ask("residents.importFile", { file });
    return error === undefined ? result : [error.data.code, error.data.details["line"]];
  };

  it("are what the resident system exports: put on the medium, listed, imported (R-SYS-09, R-SYS-19)", async () => {
    writeFileSync(join(medium, "day-1.jwe"), await system.change([row("R1"), row("R2")]));
    const { result } = await senior.ask("residents.importFiles");
    expect((result!["files"] as { file: string }[]).map(({ file }) => file)).to.deep.equal(["day-1.jwe"]);
    expect(await take("day-1.jwe")).to.include({ imported: 2, sequence: 1 });
    expect(await found("見本")).to.deep.equal(["R1", "R2"]);
  });

  it("of a wrong layout are refused with the line, and none of the file is applied; an undeclared field is stored nowhere (R-SYS-09, R-PRIV-03, R-JUKI-03)", async () => {
    const secret = "UNDECLARED-C4N4RY";
    for (const [name, rows, line] of [
      ["field.jwe", [row("R3"), row("R4", { phone: secret })], 3],
      ["missing.jwe", [row("R3"), { residentId: "R4", name: secret }], 3],
      ["type.jwe", [row("R3", { birth: 19800102 }), row("R4", { name: secret })], 2],
    ] as const) {
      writeFileSync(join(medium, name), await system.seal(residentFile(CITY, 2, rows as never)));
      expect(await take(name), name).to.deep.equal(["import.bad-line", line]);
      expect(await found("見本"), name).to.deep.equal(["R1", "R2"]);
    }
    expect(daemon.everythingKept().includes(secret)).to.equal(false);
  });

  it("on a medium that is missing, unreadable, or leads elsewhere are an error, and nothing is touched (R-SYS-19)", async () => {
    expect(await take("no-such-file.jwe")).to.deep.equal(["import.no-such-file", undefined]);
    writeFileSync(join(folder, "elsewhere.jwe"), await system.seal(residentFile(CITY, 2, [row("R9")])));
    symlinkSync(join(folder, "elsewhere.jwe"), join(medium, "link.jwe"));
    expect(await take("link.jwe")).to.deep.equal(["import.no-such-file", undefined]);
    expect(await senior.codeOf("residents.importFile", { file: "../elsewhere.jwe" })).to.equal("api.bad-params");
    mkdirSync(join(medium, "folder.jwe"));
    expect(await take("folder.jwe")).to.deep.equal(["import.no-such-file", undefined]);
    renameSync(medium, `${medium}.away`);
    expect(await senior.codeOf("residents.importFiles")).to.equal("import.unreadable");
    expect(await take("day-1.jwe")).to.deep.equal(["import.no-such-file", undefined]);
    renameSync(`${medium}.away`, medium);
    expect(await found("見本")).to.deep.equal(["R1", "R2"]);
  });

  it("that another JOSE implementation has sealed are imported like our own, and refused when it signs with a key that nobody knows (A-10, R-CRYPT-03, R-CRYPT-04)", async function () {
    if (!hasJwcrypto()) {
      this.test!.title += " (SKIPPED: not installed: python3-jwcrypto)";
      this.skip();
    }
    const seal = (signer: typeof outside.privateKey) =>
      python(SEAL, {
        content: residentFile(CITY, 7, [row("R7", { name: "外部 花子" })]),
        signer: pem(signer),
        recipient: counterKey,
        ...{ sig: "PS256", alg: "RSA-OAEP-256", enc: "A256GCM" },
      });
    const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 });
    writeFileSync(join(medium, "stranger.jwe"), seal(stranger.privateKey));
    expect((await take("stranger.jwe")) as string[]).to.satisfy(([code]: string[]) => code!.startsWith("media."));
    expect(await found("外部")).to.deep.equal([]);
    writeFileSync(join(medium, "outside.jwe"), seal(outside.privateKey));
    expect(await take("outside.jwe")).to.include({ imported: 1, sequence: 7 });
    expect(await found("外部")).to.deep.equal(["R7"]);
    // The same octets with one altered are no file of anybody.
    const spoilt = Buffer.from(seal(outside.privateKey));
    spoilt[spoilt.length - 20] = spoilt[spoilt.length - 20] === 0x41 ? 0x42 : 0x41;
    writeFileSync(join(medium, "spoilt.jwe"), spoilt);
    expect((await take("spoilt.jwe")) as string[]).to.satisfy(([code]: string[]) => code!.startsWith("media."));
  });

  it("go to a server with the right certificate only: a client refuses another authority's, another host's and an expired one (R-DATA-10, R-NET-01)", async () => {
    const outcome = (url: string, options: object) => {
      const client = new RawClient(url, options);
      return client.opened().then(
        () => {
          client.socket.close();
          return "open";
        },
        (error: NodeJS.ErrnoException) => error.code,
      );
    };
    const { wire } = daemon.address;
    expect(await outcome(wire, { ca: pki.ca })).to.equal("open");
    expect(await outcome(wire, { ca: pki.ca, servername: "counter.example.lg.jp" })).to.equal(
      "ERR_TLS_CERT_ALTNAME_INVALID",
    );
    // An authority that made its certificates long ago: they are of it, of this host, and past their time.
    const old = mkdtempSync(join(tmpdir(), "madoguchi-old-pki-"));
    chmodSync(old, 0o700);
    try {
      const ca = await DevelopmentCa.open(old, new VirtualClock(Date.parse("2015-01-01T00:00:00Z")), systemRandom);
      const identity = await ca.server("server", ["localhost", "127.0.0.1"]);
      const server = createServer(identity);
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      expect(await outcome(`wss://127.0.0.1:${port}/ws`, { ca: ca.cert })).to.equal("CERT_HAS_EXPIRED");
      expect(await outcome(wire, { ca: ca.cert })).to.match(/SELF_SIGNED|UNABLE_TO_VERIFY|SIGNATURE|UNABLE_TO_GET/);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    } finally {
      rmSync(old, { recursive: true, force: true });
    }
  });
});
