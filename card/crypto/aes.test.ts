import { expect } from "chai";
import fc from "fast-check";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { aesCbcDecrypt, aesCbcEncrypt, aesEcbEncrypt, aesKeyCheckValue, pad80, secretEqual, unpad80 } from "./aes.js";

describe("AES helpers", () => {
  it("encrypt the blocks of NIST SP 800-38A (F.1.1, F.2.1) as NIST does", () => {
    const key = fromHex("2b7e151628aed2a6abf7158809cf4f3c");
    const block = fromHex("6bc1bee22e409f96e93d7e117393172a");
    const iv = fromHex("000102030405060708090a0b0c0d0e0f");
    expect(toHex(aesEcbEncrypt(key, block))).to.equal("3AD77BB40D7A3660A89ECAF32466EF97");
    expect(toHex(aesCbcEncrypt(key, block, iv))).to.equal("7649ABAC8119B246CEE98E9B12E9197D");
    expect(toHex(aesCbcDecrypt(key, fromHex("7649ABAC8119B246CEE98E9B12E9197D"), iv))).to.equal(toHex(block));
  });

  it("pad every length to whole blocks and find its end again", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (data) => {
        const padded = pad80(data);
        expect(padded.length % 16).to.equal(0);
        expect(padded.length).to.be.greaterThan(data.length);
        expect(unpad80(padded)).to.deep.equal(data);
      }),
    );
  });

  it("refuse a padding that is not there, or longer than a block", () => {
    expect(unpad80(new Uint8Array(0))).to.equal(undefined);
    expect(unpad80(new Uint8Array(16))).to.equal(undefined);
    expect(unpad80(new Uint8Array(16).fill(0x81))).to.equal(undefined);
    expect(unpad80(fromHex("80".padEnd(64, "0")))).to.equal(undefined);
  });

  it("give the check value of the public GlobalPlatform test key", () => {
    // Recomputed with `openssl enc -aes-128-ecb -nopad`.
    expect(toHex(aesKeyCheckValue(fromHex("404142434445464748494A4B4C4D4E4F")))).to.equal("504A77");
    // As an eUICC's key set was told by pySim's authors.
    expect(toHex(aesKeyCheckValue(fromHex("000102030405060708090A0B0C0D0E0F")))).to.equal("C35280");
    expect(toHex(aesKeyCheckValue(fromHex("101112131415161718191A1B1C1D1E1F")))).to.equal("013808");
  });

  it("compare secrets by their octets", () => {
    expect(secretEqual(fromHex("0102"), fromHex("0102"))).to.equal(true);
    expect(secretEqual(fromHex("0102"), fromHex("0103"))).to.equal(false);
    expect(secretEqual(fromHex("0102"), fromHex("010203"))).to.equal(false);
  });
});
