import { expect } from "chai";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import {
  desKeyCheckValue,
  fullTripleDesMac,
  retailMac,
  singleDesEncrypt,
  tripleDesCbcDecrypt,
  tripleDesCbcEncrypt,
  tripleDesEcbDecrypt,
  tripleDesEcbEncrypt,
} from "./des.js";

const KEY = fromHex("404142434445464748494A4B4C4D4E4F");

describe("Triple DES helpers", () => {
  it("give the check value of the public GlobalPlatform test key", () => {
    // As GlobalPlatformPro prints it for this key.
    expect(toHex(desKeyCheckValue(KEY))).to.equal("8BAF47");
  });

  it("are single DES where they say so", () => {
    // FIPS 81, table B1: key 0123456789ABCDEF, "Now is t".
    const key = fromHex("0123456789ABCDEF0000000000000000");
    expect(toHex(singleDesEncrypt(key, fromHex("4E6F772069732074")))).to.equal("3FA40E8A984D4815");
  });

  it("encrypt the block of NIST SP 800-67 with two of its keys, as openssl does", () => {
    // openssl enc -des-ede -nopad -K 0123456789ABCDEF23456789ABCDEF01, over "The qufc"
    const key = fromHex("0123456789ABCDEF23456789ABCDEF01");
    const block = fromHex("5468652071756663");
    expect(toHex(tripleDesEcbEncrypt(key, block))).to.equal("C44862F70CF2FBDC");
    expect(toHex(tripleDesEcbDecrypt(key, tripleDesEcbEncrypt(key, block)))).to.equal(toHex(block));
  });

  it("chain blocks from a zero IV", () => {
    const blocks = fromHex("00112233445566778899AABBCCDDEEFF");
    const hidden = tripleDesCbcEncrypt(KEY, blocks);
    expect(toHex(hidden)).to.equal("6260E7C6A3E3376E00AF1CBDB79B8EF6");
    expect(toHex(tripleDesCbcDecrypt(KEY, hidden))).to.equal(toHex(blocks));
    expect(toHex(fullTripleDesMac(KEY, blocks))).to.equal(toHex(hidden.subarray(8)));
  });

  it("make the retail MAC of ISO/IEC 9797-1, algorithm 3", () => {
    // ISO/IEC 9797-1, annex A: the text fills its blocks, so that padding method 1 adds nothing.
    const key = fromHex("0123456789ABCDEFFEDCBA9876543210");
    const text = Buffer.from("Now is the time for all ", "ascii");
    expect(toHex(retailMac(key, text))).to.equal("A1C72E74EA3FA9B6");
  });

  it("take the chaining value of a retail MAC where one is given, for a single block too", () => {
    const block = fromHex("1122334455667788");
    expect(toHex(retailMac(KEY, block))).to.equal(toHex(tripleDesEcbEncrypt(KEY, block)));
    expect(toHex(retailMac(KEY, block, block))).to.equal(toHex(tripleDesEcbEncrypt(KEY, new Uint8Array(8))));
  });
});
