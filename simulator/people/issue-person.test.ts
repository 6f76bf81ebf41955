import { spawnSync } from "node:child_process";
import { createPublicKey, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import { parseCvc, verifyCvc } from "#card/myna/cvc.js";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { issuePerson } from "./issue-person.js";
import { KeyStore } from "./key-store.js";
import type { CardPersonalisation } from "./person.js";

const keys = new KeyStore();

function issue(name: string, when = "2026-04-01T09:00:00+09:00"): Promise<CardPersonalisation> {
  return issuePerson(name, { keys, clock: new VirtualClock(when), random: seededRandom(`issue ${name}`) });
}

/** Runs OpenSSL's command; undefined where it is not installed. */
function openssl(args: readonly string[], input?: Uint8Array): string | undefined {
  const run = spawnSync("openssl", args, { input, encoding: "utf8" });
  return run.error === undefined ? run.stdout + run.stderr : undefined;
}

describe("issuing a test resident's card", function () {
  this.timeout(60_000); // the first run makes 2048-bit keys
  let folder: string;

  before(() => {
    folder = mkdtempSync(`${tmpdir()}/madoguchi-issue-`);
  });

  after(() => rmSync(folder, { recursive: true }));

  function pem(name: string, certificate: Uint8Array): string {
    const path = `${folder}/${name}.pem`;
    writeFileSync(path, new X509Certificate(certificate).toString());
    return path;
  }

  it("makes chains that OpenSSL verifies strictly, each certificate under its own CA only", async function () {
    if (openssl(["version"]) === undefined) return this.skip();
    const { jpki } = await issue("hanako");
    const signCa = pem("sign-ca", jpki.signCa);
    const authCa = pem("auth-ca", jpki.authCa);
    const verify = (ca: string, certificate: string) =>
      openssl(["verify", "-x509_strict", "-attime", String(Date.UTC(2026, 3, 2) / 1000), "-CAfile", ca, certificate]);
    expect(verify(signCa, pem("sign", jpki.sign!.certificate))).to.contain("sign.pem: OK");
    expect(verify(authCa, pem("auth", jpki.auth.certificate))).to.contain("auth.pem: OK");
    expect(verify(authCa, pem("sign", jpki.sign!.certificate))).to.contain("unable to get local issuer certificate");
  });

  it("puts the holder into the signature certificate as JPKI does, with rare characters replaced and flagged", async function () {
    if (openssl(["version"]) === undefined) return this.skip();
    const { jpki } = await issue("yone");
    const text = openssl(["x509", "-inform", "der", "-noout", "-text", "-nameopt", "utf8"], jpki.sign!.certificate)!;
    const arc = "othername: 1.2.392.200149.8.5.5";
    expect(text).to.contain(`${arc}.1::吉会　よね, ${arc}.4::219251103, ${arc}.3::2, ${arc}.5::東京都千代田区`);
    expect(text).to.contain(`${arc}.2::11000, ${arc}.6::0000000000000000100`);
    expect(text).to.match(/Key Usage: critical\s+Digital Signature, Non Repudiation/);
    expect(text).to.contain("1.2.392.200149.8.5.1.0.20");
    expect(text).to.contain("not issued by J-LIS").and.contain("MADOGUCHI-TEST");
  });

  it("keeps the holder out of the authentication certificate", async () => {
    const { jpki } = await issue("hanako");
    const certificate = new X509Certificate(jpki.auth.certificate);
    expect(certificate.subjectAltName).to.equal(undefined);
    expect(Buffer.from(jpki.auth.certificate).includes("窓口")).to.equal(false);
    expect(certificate.keyUsage).to.equal(undefined);
    expect(certificate.checkPrivateKey(jpki.auth.privateKey)).to.equal(true);
  });

  it("starts every certificate with 30 82 and parses as one DER object, which OpenSC's driver needs", async function () {
    const { jpki } = await issue("taro");
    for (const octets of [jpki.auth.certificate, jpki.authCa, jpki.sign!.certificate, jpki.signCa]) {
      expect(toHex(octets.subarray(0, 2))).to.equal("3082");
      expect(octets.length).to.equal(4 + ((octets[2]! << 8) | octets[3]!));
    }
    const dump = openssl(["asn1parse", "-inform", "der"], jpki.sign!.certificate);
    if (dump === undefined) return this.skip();
    expect(dump).to.contain("X509v3 Subject Alternative Name").and.not.contain("Error");
  });

  it("is valid from the day of issue to the fifth birthday, and comes out the same within a fiscal year", async () => {
    const first = await issue("hanako");
    const later = await issue("hanako", "2027-03-31T23:00:00+09:00");
    expect(toHex(later.jpki.sign!.certificate)).to.equal(toHex(first.jpki.sign!.certificate));
    expect(first.expiry).to.equal("20360310");
    const { validFrom, validTo } = new X509Certificate(first.jpki.sign!.certificate);
    expect(new Date(validFrom).toISOString()).to.equal("2026-03-31T15:00:00.000Z");
    expect(new Date(validTo).toISOString()).to.equal("2031-03-10T14:59:59.000Z");
  });

  it("gives a child under 15 no signature certificate and no password for one", async () => {
    const { jpki, pins } = await issue("mirai");
    expect(jpki.sign).to.equal(undefined);
    expect(pins.sign).to.equal(undefined);
  });

  it("gives every application certificate a chain that holds", async () => {
    const { chain, visual, text } = await issue("hanako");
    const upper = parseCvc(chain.upper);
    const lower = parseCvc(chain.lower);
    expect(verifyCvc(lower, upper.publicKey)).to.equal(true);
    expect(verifyCvc(upper, createPublicKey(await keys.privateKey("cvc-root")))).to.equal(true);
    expect(verifyCvc(parseCvc(visual.cvc), createPublicKey(await keys.privateKey("cvc-visual-ca")))).to.equal(true);
    expect(verifyCvc(parseCvc(text.cvc), createPublicKey(await keys.privateKey("cvc-text-ca")))).to.equal(true);
    expect(parseCvc(text.cvc).subject.number).to.equal("1310121");
  });

  it("uses a key once only: no two roles on a card share one", async () => {
    const { jpki, visual, text, authenticationKey } = await issue("hanako");
    const roles = [jpki.auth.privateKey, jpki.sign!.privateKey, visual.cardKey, visual.issuerKey, text.cardKey];
    const all = [...roles, text.sessionKey, authenticationKey].map((key) =>
      key.export({ type: "pkcs8", format: "pem" }),
    );
    expect(new Set(all).size).to.equal(all.length);
  });
});
