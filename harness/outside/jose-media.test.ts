import { spawnSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { existsSync } from "node:fs";
import { expect } from "chai";
import { openMedia } from "#daemon/media/open-media.js";
import { sealMedia } from "#daemon/media/seal-media.js";

/** Debian's Python has Debian's modules; another one on the path may not. */
const PYTHON = "/usr/bin/python3";
const MODULE = "/usr/lib/python3/dist-packages/jwcrypto";

const IMPORTS = `
import sys, json
from jwcrypto import jwk, jws, jwe
given = json.load(sys.stdin)
key = lambda name: jwk.JWK.from_pem(given[name].encode())
`;

/** Seals as a program would that knows RFC 7515 and RFC 7516 and nothing of ours. */
const SEAL = `${IMPORTS}
signed = jws.JWS(given["content"].encode())
signed.add_signature(key("signer"), None, json.dumps({"alg": given["sig"]}), None)
sealed = jwe.JWE(signed.serialize(compact=True).encode(), json.dumps({"alg": given["alg"], "enc": given["enc"], "cty": "JWS"}))
sealed.add_recipient(key("recipient"))
print(sealed.serialize(compact=True))
`;

const OPEN = `${IMPORTS}
for line in given["file"].splitlines():
    outer = jwe.JWE()
    outer.deserialize(line, key("recipient"))
    inner = jws.JWS()
    inner.deserialize(outer.payload.decode(), key("signer"))
    sys.stdout.write(inner.payload.decode())
`;

function python(program: string, given: object): string {
  const { status, stdout, stderr } = spawnSync(PYTHON, ["-c", program], {
    input: JSON.stringify(given),
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    timeout: 60_000,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

const pem = (key: KeyObject) =>
  key.export(key.type === "private" ? { type: "pkcs8", format: "pem" } : { type: "spki", format: "pem" }).toString();

async function text(parts: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all).toString();
}

describe("Sealed media and another JOSE implementation (jwcrypto)", function () {
  this.timeout(120_000);
  const source = generateKeyPairSync("rsa", { modulusLength: 3072 });
  const ours = generateKeyPairSync("rsa", { modulusLength: 3072 });
  const content = "見本の住民\n".repeat(30_000);
  const given = {
    content,
    signer: pem(source.privateKey),
    recipient: pem(ours.publicKey),
    ...{ sig: "PS256", alg: "RSA-OAEP-256", enc: "A256GCM" },
  };
  const opening = (file: string) =>
    text(openMedia([Buffer.from(file)], { recipient: ours.privateKey, signers: [source.publicKey] })).catch(
      ({ code }) => code,
    );

  before(function () {
    if (existsSync(PYTHON) && existsSync(MODULE)) return;
    this.test!.parent!.title += " (SKIPPED: not installed: python3-jwcrypto)";
    this.skip();
  });

  it("are opened here when it has sealed them (A-10)", async () => {
    expect(await opening(python(SEAL, given))).to.equal(content);
  });

  it("are refused when it has sealed them otherwise than is allowed", async () => {
    for (const [over, code] of [
      [{ sig: "RS256" }, "media.bad-algorithm"],
      [{ alg: "RSA-OAEP" }, "media.bad-algorithm"],
      [{ enc: "A128GCM" }, "media.bad-algorithm"],
      [{ recipient: pem(source.publicKey) }, "media.cannot-open"],
      [{ signer: pem(ours.privateKey) }, "media.wrong-signer"],
    ] as const) {
      expect(await opening(python(SEAL, { ...given, ...over, content: "x" })), JSON.stringify(over)).to.equal(code);
    }
  });

  it("are opened by it, part after part, when they were sealed here", async () => {
    const keys = { signer: source.privateKey, recipient: createPublicKey(ours.privateKey) };
    const file = await text(sealMedia([Buffer.from(content)], keys, "file-1", 100_000));
    expect(file.trimEnd().split("\n").length).to.be.greaterThan(2);
    expect(python(OPEN, { file, signer: pem(source.publicKey), recipient: pem(ours.privateKey) })).to.equal(content);
  });
});
