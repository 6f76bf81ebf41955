import { spawnSync } from "node:child_process";
import { createHash, type KeyObject } from "node:crypto";
import { expect } from "chai";
import { seededRsaKey } from "./seeded-key.js";

const digest = (key: KeyObject) =>
  createHash("sha256")
    .update(key.export({ type: "pkcs8", format: "der" }))
    .digest("hex");

describe("the RSA key of a seed", function () {
  this.timeout(30_000);
  let key: KeyObject;

  before(async () => {
    key = await seededRsaKey("a test");
  });

  it("is the same each time, and on every machine", async () => {
    expect(digest(await seededRsaKey("a test"))).to.equal(digest(key));
    expect(digest(key).slice(0, 16)).to.equal("386923366481f28b");
    expect(digest(await seededRsaKey("another test"))).not.to.equal(digest(key));
  });

  it("is a sound RSA-2048 key to OpenSSL: primes, exponents and coefficient fit each other", function () {
    const pem = key.export({ type: "pkcs8", format: "pem" }).toString();
    const run = spawnSync("openssl", ["rsa", "-check", "-noout", "-text"], { input: pem, encoding: "utf8" });
    if (run.error !== undefined) return this.skip();
    expect(run.stdout + run.stderr)
      .to.contain("RSA key ok")
      .and.contain("2048 bit");
    expect(key.asymmetricKeyDetails).to.include({ modulusLength: 2048, publicExponent: 65537n });
  });
});
