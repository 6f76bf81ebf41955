import { generateKeyPairSync } from "node:crypto";
import { expect } from "chai";
import { CompactEncrypt, CompactSign } from "jose";
import { mediaErrors } from "./media-errors.js";
import { openMedia } from "./open-media.js";
import { sealMedia } from "./seal-media.js";

const pair = () => generateKeyPairSync("rsa", { modulusLength: 2048 });
const ours = pair();
const source = pair();
const stranger = pair();
const keys = { recipient: ours.privateKey, signers: [stranger.publicKey, source.publicKey] };
const sealing = { signer: source.privateKey, recipient: ours.publicKey };
const CONTENT = Buffer.from("0123456789".repeat(10));

async function gather(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}

const seal = async (content: Uint8Array, over: Partial<typeof sealing> = {}, file = "f1", size = 30) =>
  (await gather(sealMedia([content], { ...sealing, ...over }, file, size))).toString();

const opened = (text: string | Buffer) => gather(openMedia([Buffer.from(text)], keys));

/** The code, with the part that the error names. */
async function refusal(text: string): Promise<string> {
  try {
    await opened(text);
    return "opened";
  } catch (error) {
    if (!mediaErrors.is(error)) throw error;
    return `${error.code} ${error.details["part"]}`;
  }
}

const lines = (text: string) => text.trimEnd().split("\n");

describe("A sealed medium", () => {
  for (const length of [0, 29, 30, 31, 60, 100]) {
    it(`of ${length} octets comes out as it went in, however it is cut into pieces`, async () => {
      const content = CONTENT.subarray(0, length);
      const sealed = Buffer.from(await seal(content));
      const pieces = Array.from({ length: Math.ceil(sealed.length / 777) }, (_, n) =>
        sealed.subarray(n * 777, n * 777 + 777),
      );
      expect(await gather(openMedia(pieces, keys))).to.deep.equal(content);
      expect(sealed.toString()).not.to.contain("0123456789");
    });
  }

  it("may be one plain JWE around a JWS, as any JOSE library makes it, without any header of ours", async () => {
    const signed = await new CompactSign(CONTENT).setProtectedHeader({ alg: "PS256" }).sign(source.privateKey);
    const sealed = await new CompactEncrypt(Buffer.from(signed))
      .setProtectedHeader({ alg: "RSA-OAEP-256", enc: "A256GCM" })
      .encrypt(ours.publicKey);
    for (const end of ["", "\n", "\r\n"]) expect(await opened(sealed + end)).to.deep.equal(CONTENT);
    expect(await refusal(`${sealed}\n${sealed}`)).to.equal("media.wrong-part 2");
  });

  it("is refused when its signer signed it as something else, a hand-over ticket for instance", async () => {
    const signedAs = async (typ: string) => {
      const signed = await new CompactSign(CONTENT).setProtectedHeader({ alg: "PS256", typ }).sign(source.privateKey);
      return new CompactEncrypt(Buffer.from(signed))
        .setProtectedHeader({ alg: "RSA-OAEP-256", enc: "A256GCM" })
        .encrypt(ours.publicKey);
    };
    expect(await refusal(await signedAs("madoguchi-handover+jwt"))).to.equal("media.malformed 1");
    expect(await opened(await signedAs("JOSE"))).to.deep.equal(CONTENT);
  });

  it("is refused when it is for somebody else, by name or by key", async () => {
    const other = { recipient: stranger.publicKey };
    expect(await refusal(await seal(CONTENT, other))).to.equal("media.wrong-recipient 1");
    const signed = await new CompactSign(CONTENT).setProtectedHeader({ alg: "PS256" }).sign(source.privateKey);
    const unnamed = await new CompactEncrypt(Buffer.from(signed))
      .setProtectedHeader({ alg: "RSA-OAEP-256", enc: "A256GCM" })
      .encrypt(stranger.publicKey);
    expect(await refusal(unnamed)).to.equal("media.cannot-open 1");
  });

  it("is refused when nobody whom we know has signed it", async () => {
    expect(await refusal(await seal(CONTENT, { signer: pair().privateKey }))).to.equal("media.wrong-signer 1");
    expect(await refusal(await seal(CONTENT, { signer: stranger.privateKey }))).to.equal("opened");
  });

  it("is refused when a part is left out, moved, repeated, mixed in or missing at the end", async () => {
    const parts = lines(await seal(CONTENT));
    const another = lines(await seal(CONTENT, {}, "f2"));
    expect(parts).to.have.length(4);
    const [a, b, c, d] = parts as [string, string, string, string];
    expect(await refusal([a, c, d].join("\n"))).to.equal("media.wrong-part 2");
    expect(await refusal([b, c, d].join("\n"))).to.equal("media.wrong-part 1");
    expect(await refusal([a, c, b, d].join("\n"))).to.equal("media.wrong-part 2");
    expect(await refusal([a, a, b, c, d].join("\n"))).to.equal("media.wrong-part 2");
    expect(await refusal([a, another[1], c, d].join("\n"))).to.equal("media.wrong-part 2");
    expect(await refusal([a, b, c, d, d].join("\n"))).to.equal("media.wrong-part 5");
    expect(await refusal([a, b, c].join("\n"))).to.equal("media.cut-off 3");
    expect(await refusal([a, b, c, d.slice(0, -9)].join("\n"))).to.equal("media.malformed 4");
    expect(await refusal("")).to.equal("media.not-sealed 0");
  });

  it("is refused when any of its characters is another", async () => {
    const [part] = lines(await seal(CONTENT.subarray(0, 10)));
    const swapped = (at: number) => `${part!.slice(0, at)}${part![at] === "A" ? "B" : "A"}${part!.slice(at + 1)}`;
    // Every 97th character: header, wrapped key, IV, text and tag all have their turn. The last of a segment may hold unused bits.
    for (let at = 3; at < part!.length - 2; at += 97) {
      if (part![at] === "." || part![at + 1] === ".") continue;
      expect(await refusal(swapped(at)), `character ${at}`).to.match(/^media\./);
    }
  });

  it("is refused when it is only signed, or protected by another algorithm", async () => {
    const signed = await new CompactSign(CONTENT).setProtectedHeader({ alg: "PS256" }).sign(source.privateKey);
    expect(await refusal(signed)).to.equal("media.not-sealed 1");
    const weaker = await new CompactSign(CONTENT).setProtectedHeader({ alg: "RS256" }).sign(source.privateKey);
    const wrap = (text: string, alg: string, enc: string) =>
      new CompactEncrypt(Buffer.from(text)).setProtectedHeader({ alg, enc }).encrypt(ours.publicKey);
    expect(await refusal(await wrap(weaker, "RSA-OAEP-256", "A256GCM"))).to.equal("media.bad-algorithm 1");
    expect(await refusal(await wrap(signed, "RSA-OAEP", "A256GCM"))).to.equal("media.bad-algorithm 1");
    expect(await refusal(await wrap(signed, "RSA-OAEP-256", "A128CBC-HS256"))).to.equal("media.bad-algorithm 1");
    expect(await refusal(await wrap("no JWS", "RSA-OAEP-256", "A256GCM"))).to.equal("media.malformed 1");
    expect(await refusal("eyJ!.a.b.c.d")).to.equal("media.malformed 1");
  });

  it("is refused at a part that is too large, before it is held", async () => {
    async function* endless() {
      for (;;) yield Buffer.alloc(1024 * 1024, "e");
    }
    const error = await gather(openMedia(endless(), keys)).catch((thrown) => thrown);
    expect(error.code).to.equal("media.part-too-large");
  });
});
