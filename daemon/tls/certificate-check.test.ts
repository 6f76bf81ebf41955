import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { checkCertificate, cipherPolicy, tlsErrors } from "./index.js";

const PSS = ["-sigopt", "rsa_padding_mode:pss"];

/** `ok`, or what was found that the list has not. */
function verdict(certificate: X509Certificate): string {
  try {
    checkCertificate(certificate, cipherPolicy);
    return "ok";
  } catch (error) {
    if (!tlsErrors.is(error, "not-listed")) throw error;
    return String(error.details["found"]);
  }
}

describe("A certificate held against the list of recommended ciphers (R-CRYPT-01)", function () {
  this.timeout(60_000);
  let directory: string;
  before(function () {
    try {
      execFileSync("openssl", ["version"], { stdio: "ignore" });
    } catch {
      this.skip();
    }
    directory = mkdtempSync(join(tmpdir(), "madoguchi-certificates-"));
    make("ca", ["rsa:2048"], ["-sha256"]);
  });
  after(() => directory && rmSync(directory, { recursive: true, force: true }));

  /** Has OpenSSL make a certificate; signed by itself, or by our authority. */
  function make(name: string, key: readonly string[], signing: readonly string[], issued = false): X509Certificate {
    const at = (file: string) => join(directory, file);
    const issuer = issued ? ["-CA", at("ca.pem"), "-CAkey", at("ca-key.pem")] : [];
    const files = ["-keyout", at(`${name}-key.pem`), "-out", at(`${name}.pem`), "-subj", `/CN=${name}`];
    const args = ["req", "-x509", "-nodes", "-days", "2", "-newkey", ...key, ...files, ...issuer, ...signing];
    execFileSync("openssl", args, { stdio: "ignore" });
    return new X509Certificate(readFileSync(at(`${name}.pem`)));
  }
  const ec = (curve: string) => ["ec", "-pkeyopt", `ec_paramgen_curve:${curve}`];

  for (const [what, key, signing, found] of [
    ["RSA and SHA-256", ["rsa:2048"], ["-sha256"], "ok"],
    ["RSA-PSS and SHA-256", ["rsa:2048"], ["-sha256", ...PSS], "ok"],
    ["RSA-PSS and SHA-512", ["rsa:3072"], ["-sha512", ...PSS], "ok"],
    ["a key on P-384", ec("P-384"), ["-sha384"], "ok"],
    ["RSA-PSS and SHA-1", ["rsa:2048"], ["-sha1", ...PSS], "1.2.840.113549.1.1.10 1.3.14.3.2.26"],
    ["RSA and SHA-1", ["rsa:2048"], ["-sha1"], "1.2.840.113549.1.1.5"],
    ["RSA and MD5", ["rsa:2048"], ["-md5"], "1.2.840.113549.1.1.4"],
    ["RSA and SHA-224", ["rsa:2048"], ["-sha224"], "1.2.840.113549.1.1.14"],
    ["RSA of 1024 bits", ["rsa:1024"], ["-sha256"], "RSA 1024"],
    ["a key on secp256k1", ec("secp256k1"), ["-sha256"], "ec secp256k1"],
    ["a key on Curve25519", ["ed25519"], ["-sha256"], "ed25519"],
  ] as const) {
    it(`with ${what}: ${found === "ok" ? "taken" : "refused"}`, () => {
      expect(verdict(make("leaf", key, signing, true))).to.equal(found);
    });
  }

  it("that signed itself is not judged by that signature, but by its key", () => {
    expect(verdict(make("self", ["rsa:2048"], ["-sha1"]))).to.equal("ok");
    expect(verdict(make("self", ["rsa:1024"], ["-sha256"]))).to.equal("RSA 1024");
  });
});
