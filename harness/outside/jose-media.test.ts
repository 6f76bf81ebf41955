import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { expect } from "chai";
import { openMedia } from "#daemon/media/open-media.js";
import { sealMedia } from "#daemon/media/seal-media.js";
import { hasJwcrypto, OPEN, pem, python, SEAL } from "./jwcrypto.fixture.js";

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
    if (hasJwcrypto()) return;
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
