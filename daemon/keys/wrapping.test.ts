import { createCipheriv } from "node:crypto";
import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import { seededRandom } from "#card/ports/random.js";
import { softKek } from "./kek.js";
import { type KeyPlace, Wrapping, wrappedUnder } from "./wrapping.js";

const random = seededRandom("wrapping");
const octets = random.bytes(32);
const kek = softKek(octets, "file", random);
const wrapping = new Wrapping(kek);
const key = random.bytes(32);
const place: KeyPlace = { use: "area", municipality: "13101", keyId: "K1", generation: 1 };
const code = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error) => error.code,
  );

describe("A wrapped key", () => {
  let wrapped: Uint8Array;
  before(async () => {
    wrapped = await wrapping.wrap(key, place);
  });

  it("opens again in its own place, and names the key that it is under", async () => {
    expect(toHex(await wrapping.unwrap(wrapped, place))).to.equal(toHex(key));
    expect(wrappedUnder(wrapped)).to.equal(kek.id);
  });

  it("is another text each time", async () => {
    expect(toHex(await wrapping.wrap(key, place))).not.to.equal(toHex(wrapped));
  });

  for (const [what, elsewhere] of [
    ["another municipality", { ...place, municipality: "13102" }],
    ["another key id", { ...place, keyId: "K2" }],
    ["another generation", { ...place, generation: 2 }],
    ["another use", { ...place, use: "service" }],
  ] as const) {
    it(`does not open in the place of ${what}`, async () => {
      expect(await code(wrapping.unwrap(wrapped, elsewhere))).to.equal("keys.unwrap");
    });
  }

  it("does not open with any octet altered, nor cut short", async () => {
    for (let n = 0; n < wrapped.length; n++) {
      const altered = Uint8Array.from(wrapped);
      altered[n]! ^= 1;
      expect(await code(wrapping.unwrap(altered, place)), `octet ${n}`).to.equal("keys.unwrap");
      expect(await code(wrapping.unwrap(wrapped.subarray(0, n), place)), `length ${n}`).to.equal("keys.unwrap");
    }
  });

  it("of the first release, which does not name its key, opens too, and is rewrapped into one that does", async () => {
    const nonce = random.bytes(12);
    const cipher = createCipheriv("aes-256-gcm", octets, nonce).setAAD(
      Buffer.from('["madoguchi key","area","13101","K1",1]'),
    );
    const old = Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
    expect(wrappedUnder(old)).to.equal(undefined);
    expect(toHex(await wrapping.unwrap(old, place))).to.equal(toHex(key));
    const fresh = (await wrapping.rewrap(old, place))!;
    expect(wrappedUnder(fresh)).to.equal(kek.id);
    expect(await wrapping.rewrap(fresh, place)).to.equal(undefined);
  });

  it("opens during a rotation under the key before, which alone does not open the new one", async () => {
    const next = softKek(random.bytes(32), "file", random);
    const rotating = new Wrapping(next, kek);
    expect(toHex(await rotating.unwrap(wrapped, place))).to.equal(toHex(key));
    const fresh = (await rotating.rewrap(wrapped, place))!;
    expect(wrappedUnder(fresh)).to.equal(next.id);
    expect(await code(wrapping.unwrap(fresh, place))).to.equal("keys.unwrap");
    expect(await code(new Wrapping(next).unwrap(wrapped, place))).to.equal("keys.unwrap");
  });
});
