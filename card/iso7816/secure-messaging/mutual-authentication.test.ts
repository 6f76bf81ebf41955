import { expect } from "chai";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { decodeProof, encodeProof, PROOF_LENGTH, sessionKeys } from "./mutual-authentication.js";

const count = (from: number, length: number, step = 1): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (from + step * index) & 0xff);

const KEYS = {
  enc: fromHex("404142434445464748494A4B4C4D4E4F"),
  mac: fromHex("505152535455565758595A5B5C5D5E5F"),
};
const HOST = { own: count(0x10, 16), other: count(0x30, 16), material: count(0x60, 32) };
const CARD = { own: HOST.other, other: HOST.own, material: count(3, 32, 7) };

/** By `openssl enc -aes-128-cbc -nopad` with a zero IV, and `openssl mac -cipher AES-128-CBC CMAC` over that. */
const PROOF =
  "790ACCDA858B997029FA9AE50C9CD02883DCB9C07A76147EAA99CB748BA43E87" +
  "C196F50C6F2BC3B288AE9D790948FC2C98FB127142519152DD77DB083AE6BAC0" +
  "C5BA3D6BEC2DA726";

/** By `openssl kdf -kdfopt mac:CMAC -kdfopt cipher:AES-256-CBC … KBKDF`, salt the label, info the context. */
const SESSION = {
  16: { enc: "03FE0E3B849CC566CCADEC5BF4451C66", mac: "71382B5E381884A746CDE21F59935B6D" },
  32: {
    enc: "7BB6626A63E6D89FEFF70CDE859B32551F20330DA865218E42A86ED54EBB336D",
    mac: "210E3D92474BB993774C5D57532E160E3F479E38B2EFB29C24F1353D80674E46",
  },
} as const;

describe("the proofs of the mutual authentication (decision 0007)", () => {
  it("are what openssl makes of the same keys and challenges", () => {
    expect(toHex(encodeProof(KEYS, HOST))).to.equal(PROOF);
    expect(decodeProof(KEYS, fromHex(PROOF))).to.deep.equal(HOST);
  });

  it("lead to the session keys that openssl derives, as long as the static ones", () => {
    for (const length of [16, 32] as const) {
      const { enc, mac } = sessionKeys(length, HOST, CARD);
      expect({ enc: toHex(enc), mac: toHex(mac) }).to.deep.equal(SESSION[length]);
    }
  });

  it("are none when an octet is missing, added or changed", () => {
    const proof = fromHex(PROOF);
    for (let at = 0; at < PROOF_LENGTH; at++) {
      expect(decodeProof(KEYS, proof.with(at, proof[at]! ^ 1)), `octet ${at}`).to.equal(undefined);
      expect(decodeProof(KEYS, proof.subarray(0, at)), `cut at ${at}`).to.equal(undefined);
    }
    expect(decodeProof(KEYS, Uint8Array.of(...proof, 0))).to.equal(undefined);
    expect(decodeProof({ ...KEYS, mac: KEYS.enc }, proof)).to.equal(undefined);
  });
});
