import { constants, createCipheriv, createPublicKey, privateDecrypt } from "node:crypto";
import { expect } from "chai";
import { ascii, fromHex, toHex } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { ResponseApdu } from "#card/iso7816/response-apdu.js";
import { seededRandom } from "#card/ports/random.js";
import { testKey } from "./test-key.fixture.js";
import { cryptogramObject, TextSession, TextSessionCipher } from "./text-session.js";

const cardKey = testKey("session");

function opened() {
  const { command, session } = TextSession.open(createPublicKey(cardKey), seededRandom("text session"));
  const message = privateDecrypt(
    { key: cardKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" },
    command.data,
  );
  return { command, session, message, seed: new Uint8Array(message.subarray(4)) };
}

describe("the terminal's end of secure messaging", () => {
  it("delivers a seed that OpenSSL's OAEP opens", () => {
    const { command, message } = opened();
    expect(toHex(command.encode().subarray(0, 7))).to.equal("80AE0000000100");
    expect(message).to.have.length(36);
    expect(toHex(message.subarray(0, 4))).to.equal("A0228020");
  });

  it("repeats the same octets from the same randomness", () => {
    expect(toHex(opened().command.data)).to.equal(toHex(opened().command.data));
  });

  it("counts from 1 and derives the IV from the count, as computed by hand", () => {
    const { session, seed } = opened();
    const first = session.protect(new CommandApdu(0x00, 0x20, 0x00, 0x94, ascii("537686677188")));
    const ecb = createCipheriv("aes-128-ecb", seed.subarray(0, 16), null).setAutoPadding(false);
    const iv = ecb.update(fromHex("00000000000000000000000000000001"));
    const cbc = createCipheriv("aes-128-cbc", seed.subarray(0, 16), iv).setAutoPadding(false);
    const expected = cbc.update(Buffer.concat([ascii("537686677188"), fromHex("80000000")]));
    expect(toHex(first.encode())).to.equal(`0820009413861101${toHex(expected)}`);
    const second = session.protect(new CommandApdu(0x00, 0x20, 0x00, 0x94, ascii("537686677188")));
    expect(toHex(second.data)).to.not.equal(toHex(first.data));
  });

  it("asks for a length in DO 96 and opens what comes back under the same number", () => {
    const { session, seed } = opened();
    session.protect(new CommandApdu(0x00, 0xa4, 0x02, 0x0c, fromHex("0001")));
    const read = session.protect(new CommandApdu(0x00, 0xb0, 0x00, 0x00, undefined, 17));
    expect(toHex(read.encode())).to.equal("08B00000000005960300" + "00110000");
    const cipher = new TextSessionCipher(seed);
    const answer = new ResponseApdu(cryptogramObject(cipher.encrypt(2, ascii("all is well here."))), 0x9000);
    expect(toHex(session.unprotect(answer))).to.equal(toHex(ascii("all is well here.")));
    expect(() => session.unprotect(new ResponseApdu(fromHex("8603010102"), 0x9000))).to.throw("myna.bad-response");
  });

  it("is lost once the card refuses the messaging, but not when it refuses the command", () => {
    const { session } = opened();
    session.protect(new CommandApdu(0x00, 0x20, 0x00, 0x92, ascii("1234")));
    expect(session.unprotect(new ResponseApdu(new Uint8Array(0), 0x6984))).to.have.length(0);
    expect(session.lost).to.equal(false);
    expect(() => session.unprotect(new ResponseApdu(new Uint8Array(0), 0x6988))).to.throw("myna.session-broken");
    expect(() => session.protect(new CommandApdu(0x00, 0xb0, 0, 0, undefined, 1))).to.throw("myna.session-broken");
  });

  it("finds no padding under a wrong number", () => {
    const cipher = new TextSessionCipher(seededRandom("wrong number").bytes(32));
    const cryptogram = cipher.encrypt(7, ascii("1234"));
    expect(toHex(cipher.decrypt(7, cryptogram)!)).to.equal("31323334");
    expect(cipher.decrypt(8, cryptogram)).to.equal(undefined);
    expect(cipher.decrypt(7, cryptogram.subarray(1))).to.equal(undefined);
  });

  it("always adds padding, a whole block where the data fills one", () => {
    const cipher = new TextSessionCipher(new Uint8Array(32));
    expect(cipher.encrypt(1, new Uint8Array(16))).to.have.length(32);
    expect(cipher.encrypt(1, new Uint8Array(0))).to.have.length(16);
    expect(cipher.decrypt(1, cipher.encrypt(1, new Uint8Array(40)))).to.have.length(40);
  });
});
