import { expect } from "chai";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { aesCmac } from "./cmac.js";

const MESSAGE = fromHex(
  "6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51" +
    "30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710",
);

/** RFC 4493, 4 and NIST SP 800-38B, annex D: key, then the MAC of the first 0, 16, 40 and 64 octets of the message. */
const VECTORS: readonly (readonly [string, string, readonly string[]])[] = [
  [
    "AES-128",
    "2b7e151628aed2a6abf7158809cf4f3c",
    [
      "bb1d6929e95937287fa37d129b756746",
      "070a16b46b4d4144f79bdd9dd04a287c",
      "dfa66747de9ae63030ca32611497c827",
      "51f0bebf7e3b9d92fc49741779363cfe",
    ],
  ],
  [
    "AES-192",
    "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
    [
      "d17ddf46adaacde531cac483de7a9367",
      "9e99a7bf31e710900662f65e617c5184",
      "8a1de5be2eb31aad089a82e6ee908b0e",
      "a1d5df0eed790f794d77589659f39a11",
    ],
  ],
  [
    "AES-256",
    "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
    [
      "028962f61b7bf89efc6b551f4667d983",
      "28a7023f452e8f82bd4bf28d8c37c35c",
      "aaf3d8f1de5640c232f5b169b9c911e6",
      "e1992190549f6ed5696a2c056c315410",
    ],
  ],
];

describe("AES-CMAC", () => {
  for (const [name, key, macs] of VECTORS) {
    for (const [index, length] of [0, 16, 40, 64].entries()) {
      it(`gives NIST's MAC of ${length} octets under ${name}`, () => {
        expect(toHex(aesCmac(fromHex(key), MESSAGE.subarray(0, length)))).to.equal(macs[index]!.toUpperCase());
      });
    }
  }

  it("takes the message in parts", () => {
    const key = fromHex(VECTORS[0]![1]);
    const parts = aesCmac(key, MESSAGE.subarray(0, 7), MESSAGE.subarray(7, 40));
    expect(toHex(parts)).to.equal("DFA66747DE9AE63030CA32611497C827");
  });
});
