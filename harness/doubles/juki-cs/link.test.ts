import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createPlainServer } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type SecureContextOptions, type TLSSocket } from "node:tls";
import { expect } from "chai";
import forge from "node-forge";
import { systemClock } from "#card/ports/clock.js";
import { systemRandom } from "#card/ports/random.js";
import { CsClient, type CsLink } from "#daemon/status/cs-client.js";
import {
  certificateFingerprint,
  checkCertificate,
  checkLink,
  cipherPolicy,
  DevelopmentCa,
  readCipherList,
} from "#daemon/tls/index.js";
import { packageRoot } from "../../scenario/package-root.js";

const LIST = readFileSync(`${packageRoot}daemon/tls/cryptrec.yaml`, "utf8");
const EDITION = "電子政府推奨暗号リスト (CRYPTREC LS-0001-2022)";
const TLS_1_2 = { minVersion: "TLSv1.2", maxVersion: "TLSv1.2" } as const;

/** `code reason`, or `answered`. */
const outcome = (client: CsClient) =>
  client.ask("0102").then(
    () => "answered",
    ({ code, details }) => [code, details.what, details.found, details.reason].filter(Boolean).join(" "),
  );

describe("The ciphers of the link to the Juki-net CS", function () {
  this.timeout(60_000);
  let directory: string;
  let ca: DevelopmentCa;
  let asked = 0;
  const open: Server[] = [];

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "madoguchi-link-"));
    ca = await DevelopmentCa.open(join(directory, "ca"), systemClock, systemRandom);
  });
  after(() => rmSync(directory, { recursive: true, force: true }));
  afterEach(() => {
    for (const server of open.splice(0)) server.close();
    asked = 0;
  });

  /** A CS that speaks TLS as it is told, and gives any question the same right answer. */
  async function weakCs(tls: SecureContextOptions & { readonly sigalgs?: string }): Promise<string> {
    const identity = await ca.server("cs", ["localhost"]);
    const server = createServer({ ...identity, ca: ca.cert, requestCert: true, ...tls }, (_, response) => {
      asked++;
      response.end(JSON.stringify({ cardId: "0102", state: "active", sequence: 1 }));
    }).listen(0, "127.0.0.1");
    server.on("tlsClientError", () => {});
    await once(server, "listening");
    open.push(server);
    return `https://localhost:${(server.address() as AddressInfo).port}`;
  }

  const clientTo = async (url: string, over: Partial<CsLink> = {}) =>
    new CsClient({ url, timeoutMs: 3_000, identity: { ...(await ca.client("daemon")), ca: ca.cert }, ...over });

  async function asking(tls: Parameters<typeof weakCs>[0], over: Partial<CsLink> = {}): Promise<string> {
    const client = await clientTo(await weakCs(tls), over);
    try {
      return await outcome(client);
    } finally {
      client.close();
    }
  }

  /** A certificate of our own authority, but made with means that the list has not. */
  function weakCertificate(bits: number, hash: "sha1" | "sha256") {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: bits });
    const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const made = forge.pki.createCertificate();
    made.publicKey = forge.pki.publicKeyFromPem(publicKey.export({ type: "spki", format: "pem" }).toString());
    made.serialNumber = "42";
    made.validity.notBefore = new Date(Date.now() - 86_400_000);
    made.validity.notAfter = new Date(Date.now() + 86_400_000);
    made.setSubject([{ name: "commonName", value: "cs" }]);
    made.setIssuer(forge.pki.certificateFromPem(ca.cert).subject.attributes);
    made.setExtensions([{ name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] }]);
    const authority = forge.pki.privateKeyFromPem(readFileSync(join(directory, "ca", "ca-key.pem"), "utf8"));
    made.sign(authority, forge.md[hash].create());
    return { cert: forge.pki.certificateToPem(made), key };
  }

  it("are of the named edition of the CRYPTREC list, and what was agreed on can be told (R-CRYPT-01)", async () => {
    for (const [tls, version, cipher] of [
      [{}, "TLSv1.3", "TLS_AES_256_GCM_SHA384"],
      [{ ...TLS_1_2, ciphers: "ECDHE-RSA-AES128-GCM-SHA256" }, "TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256"],
    ] as const) {
      const client = await clientTo(await weakCs({ ...tls, ecdhCurve: "P-384" }));
      expect(await outcome(client)).to.equal("answered");
      expect(client.agreed).to.deep.equal({ version, cipher, group: "P-384", edition: EDITION });
      client.close();
    }
  });

  for (const [what, tls] of [
    ["TLS 1.1", { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT:@SECLEVEL=0" }],
    ["RSAES-PKCS1-v1_5", { ...TLS_1_2, ciphers: "AES128-GCM-SHA256" }],
    ["CBC with SHA-1", { ...TLS_1_2, ciphers: "ECDHE-RSA-AES128-SHA" }],
    ["no encipherment at all", { ...TLS_1_2, ciphers: "ECDHE-RSA-NULL-SHA:@SECLEVEL=0" }],
    ["ChaCha20, which this list has not", { minVersion: "TLSv1.3", ciphers: "TLS_CHACHA20_POLY1305_SHA256" }],
    ["X25519", { ecdhCurve: "X25519" }],
    ["a handshake signed with SHA-1", { ...TLS_1_2, sigalgs: "RSA+SHA1", ciphers: "DEFAULT:@SECLEVEL=0" }],
    ["a handshake signed with RSASSA-PKCS1-v1_5", { ...TLS_1_2, sigalgs: "RSA+SHA256" }],
  ] satisfies [string, Parameters<typeof weakCs>[0]][]) {
    it(`are not agreed on with a CS that offers ${what}: no question goes out (R-CRYPT-01, X-33)`, async () => {
      expect(await asking(tls)).to.match(/^status\.no-agreement ERR_SSL_/);
      expect(asked).to.equal(0);
    });
  }

  it("are not given up for a CS that does not encipher, whatever it speaks (X-33, R-CRYPT-01)", async () => {
    const plain = createPlainServer((_, response) => {
      asked++;
      response.end("{}");
    }).listen(0, "127.0.0.1");
    await once(plain, "listening");
    open.push(plain);
    const client = await clientTo(`https://localhost:${(plain.address() as AddressInfo).port}`);
    expect(await outcome(client)).to.match(/^status\.no-agreement /);
    expect(asked).to.equal(0);
    client.close();
  });

  it("hold for certificates too, although TLS would take them: key length and signature (R-CRYPT-01)", async () => {
    expect(await asking({ ...weakCertificate(2048, "sha256") })).to.equal("answered");
    expect(asked).to.equal(1);
    expect(await asking({ ...weakCertificate(1024, "sha256") })).to.equal("tls.not-listed certificates RSA 1024");
    const sha1 = { ...weakCertificate(2048, "sha1"), ciphers: "DEFAULT:@SECLEVEL=0" };
    expect(await asking(sha1)).to.match(/^status\.(link-down UNSPECIFIED|no-agreement CA_MD_TOO_WEAK)$/);
    expect(asked).to.equal(1);
    expect(() => checkCertificate(new X509Certificate(sha1.cert), cipherPolicy)).to.throw(
      /found=1\.2\.840\.113549\.1\.1\.5/,
    );
  });

  it("are looked at on each connection, not only in what was offered (R-CRYPT-01)", async () => {
    const seen = async (tls: object) => {
      const { hostname, port } = new URL(await weakCs(tls));
      const own = await ca.client("daemon");
      const where = { host: hostname, port: Number(port), servername: hostname };
      const socket: TLSSocket = connect({ ...where, ...own, ca: ca.cert });
      await once(socket, "secureConnect");
      try {
        return checkLink(socket, cipherPolicy).cipher;
      } catch (error) {
        const { what, found } = (error as { details: Record<string, string> }).details;
        return `${what} ${found}`;
      } finally {
        socket.destroy();
      }
    };
    expect(await seen({ ecdhCurve: "P-256" })).to.equal("TLS_AES_256_GCM_SHA384");
    expect(await seen({ ecdhCurve: "X25519" })).to.equal("groups X25519");
    expect(await seen({ minVersion: "TLSv1.3", ciphers: "TLS_CHACHA20_POLY1305_SHA256" })).to.equal(
      "ciphers TLS_CHACHA20_POLY1305_SHA256",
    );
    expect(await seen({ ...TLS_1_2, ciphers: "AES128-GCM-SHA256" })).to.equal("ciphers AES128-GCM-SHA256");
  });

  it("are those of the certificates that are pinned: another of the same authority is none (R-NET-07)", async () => {
    const url = await weakCs({});
    const { cert } = await ca.server("cs", ["localhost"]);
    const pinned = await clientTo(url, { pins: ["00".repeat(32), certificateFingerprint(cert)] });
    expect(await outcome(pinned)).to.equal("answered");
    const mistrusting = await clientTo(url, { pins: ["00".repeat(32)] });
    expect(await outcome(mistrusting)).to.equal(`status.wrong-peer ${certificateFingerprint(cert)}`);
    expect(asked).to.equal(1);
    pinned.close();
    mistrusting.close();
  });

  describe("as data", () => {
    const edited = (change: (text: string) => string) => {
      const file = join(directory, "list.yaml");
      writeFileSync(file, change(LIST));
      return file;
    };
    const refused = (act: () => unknown) => {
      try {
        act();
        return "taken";
      } catch (error) {
        const { code, details } = error as { code: string; details: Record<string, unknown> };
        return [code, details["what"], details["found"], details["line"]].filter(Boolean).join(" ");
      }
    };

    it("lose what stands on an algorithm that is struck, without a rebuild (R-CRYPT-02)", async () => {
      const list = readCipherList(edited((text) => text.replace("SHA-384, SHA-512", "SHA-512")));
      expect(list.ciphers.map(({ name }) => name)).to.deep.equal([
        "TLS_AES_128_GCM_SHA256",
        "ECDHE-ECDSA-AES128-GCM-SHA256",
        "ECDHE-RSA-AES128-GCM-SHA256",
      ]);
      const strict = { ...TLS_1_2, ciphers: "ECDHE-RSA-AES256-GCM-SHA384" };
      expect(await asking(strict)).to.equal("answered");
      expect(await asking(strict, { list })).to.match(/^status\.no-agreement /);
    });

    it("stop the start where nothing is left, where the file is wrong, and where more is offered than it has", () => {
      const without = (name: string) =>
        refused(() => readCipherList(edited((text) => text.replace(new RegExp(`([[ ])${name}, `), "$1"))));
      expect(without("AES")).to.equal("tls.nothing-left ciphers");
      expect(without("ECDH")).to.equal("tls.nothing-left groups");
      expect(refused(() => readCipherList(edited((text) => text.replace("TLSv1.2", "SSLv3"))))).to.equal(
        "tls.bad-list 10",
      );
      expect(refused(() => readCipherList(edited(() => "edition: [")))).to.match(/^tls\.bad-list/);
      expect(refused(() => readCipherList(join(directory, "nowhere.yaml")))).to.equal("tls.unreadable");
      for (const [what, found] of [
        ["ciphers", "DES-CBC3-SHA"],
        ["ciphers", "RC4-SHA"],
        ["groups", "X25519"],
        ["signatures", "RSA+SHA1"],
        ["signatures", "RSA+MD5"],
      ] as const) {
        const offer = { [what]: [found] };
        const identity = { cert: "", key: "", ca: "" };
        const make = () => new CsClient({ url: "https://localhost", timeoutMs: 1, identity, offer });
        expect(refused(make)).to.equal(`tls.not-listed ${what} ${found}`);
      }
    });
  });
});
