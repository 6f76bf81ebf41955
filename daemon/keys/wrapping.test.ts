import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import { seededRandom } from "#card/ports/random.js";
import { type KeyPlace, unwrapKey, wrapKey } from "./wrapping.js";

const random = seededRandom("wrapping");
const kek = random.bytes(32);
const key = random.bytes(32);
const place: KeyPlace = { use: "area", municipality: "13101", keyId: "K1", generation: 1 };

describe("A wrapped key", () => {
  const wrapped = wrapKey(kek, key, place, random);

  it("opens again in its own place", () => {
    expect(toHex(unwrapKey(kek, wrapped, place))).to.equal(toHex(key));
  });

  it("is another text each time", () => {
    expect(toHex(wrapKey(kek, key, place, random))).not.to.equal(toHex(wrapped));
  });

  for (const [what, elsewhere] of [
    ["another municipality", { ...place, municipality: "13102" }],
    ["another key id", { ...place, keyId: "K2" }],
    ["another generation", { ...place, generation: 2 }],
    ["another use", { ...place, use: "service" }],
  ] as const) {
    it(`does not open in the place of ${what}`, () => {
      expect(() => unwrapKey(kek, wrapped, elsewhere)).to.throw("keys.unwrap");
    });
  }

  it("does not open with any octet altered, nor cut short", () => {
    for (let n = 0; n < wrapped.length; n++) {
      const altered = Uint8Array.from(wrapped);
      altered[n]! ^= 1;
      expect(() => unwrapKey(kek, altered, place), `octet ${n}`).to.throw("keys.unwrap");
      expect(() => unwrapKey(kek, wrapped.subarray(0, n), place), `length ${n}`).to.throw("keys.unwrap");
    }
  });
});
