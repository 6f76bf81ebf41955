import { constants, createCipheriv, createDecipheriv, createPublicKey, publicEncrypt } from "node:crypto";
import { expect } from "chai";
import { ascii, concat, fromHex, toHex } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { ResponseApdu, respond, status } from "#card/iso7816/response-apdu.js";
import { TextSession } from "#card/myna/text-session.js";
import { seededRandom } from "#card/ports/random.js";
import { KeyStore } from "../../people/key-store.js";
import { CardSession } from "./card-session.js";

const SEED = fromHex("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F");

describe("the card's end of secure messaging", function () {
  this.timeout(20_000);
  let card: CardSession;
  let seen: string[];
  let verified: boolean;
  let key: Awaited<ReturnType<KeyStore["privateKey"]>>;

  before(async () => {
    key = await new KeyStore().privateKey("hanako-session");
  });

  beforeEach(() => {
    seen = [];
    verified = true;
    card = new CardSession({
      sessionKey: () => key,
      pinVerified: () => verified,
      process: (command) => {
        seen.push(
          `${toHex(Uint8Array.of(command.ins, command.p1, command.p2))} ${toHex(command.data)} ${command.le ?? ""}`,
        );
        if (command.ins === 0xb0) return respond(ascii("file").subarray(0, command.le));
        return status(command.p2 === 0x92 ? 0x6984 : 0x9000);
      },
    });
  });

  /** SET SESSION KEY built with OpenSSL's OAEP, not with ours. */
  function deliver(message: Uint8Array): CommandApdu {
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    const data = publicEncrypt({ key: createPublicKey(key), padding, oaepHash: "sha256" }, message);
    return new CommandApdu(0x80, 0xae, 0, 0, data);
  }

  function open(): void {
    expect(toHex(card.setSessionKey(deliver(concat(fromHex("A0228020"), SEED))))).to.equal("9000");
  }

  function iv(number: number): Uint8Array {
    const block = Buffer.alloc(16);
    block.writeUInt32BE(number, 12);
    return createCipheriv("aes-128-ecb", SEED.subarray(0, 16), null).setAutoPadding(false).update(block);
  }

  /** DO 86 around data already padded, encrypted by hand under a message number. */
  function sealed(number: number, padded: string): Uint8Array {
    const cipher = createCipheriv("aes-128-cbc", SEED.subarray(0, 16), iv(number)).setAutoPadding(false);
    return concat(fromHex("861101"), cipher.update(fromHex(padded)));
  }

  const send = (hex: string) => toHex(card.process(CommandApdu.parse(fromHex(hex))));
  const verify = (p2: string, number: number) =>
    send(`082000${p2}13${toHex(sealed(number, "31323334800000000000000000000000"))}`);

  it("takes a session key only after the PIN, and asks for that before it decrypts", () => {
    verified = false;
    expect(toHex(card.setSessionKey(new CommandApdu(0x80, 0xae, 0, 0, new Uint8Array(256).fill(0xff))))).to.equal(
      "6982",
    );
    verified = true;
    expect(toHex(card.setSessionKey(new CommandApdu(0x80, 0xae, 0, 0, new Uint8Array(256).fill(0xff))))).to.equal(
      "6F00",
    );
    expect(toHex(card.setSessionKey(new CommandApdu(0x80, 0xae, 0, 0, new Uint8Array(256).fill(0x01))))).to.equal(
      "6A80",
    );
    expect(toHex(card.setSessionKey(new CommandApdu(0x80, 0xae, 1, 0, new Uint8Array(256))))).to.equal("6A86");
    expect(toHex(card.setSessionKey(new CommandApdu(0x80, 0xae, 0, 0, new Uint8Array(255))))).to.equal("6700");
  });

  it("takes an encryption key alone: no checksum key, no other length", () => {
    expect(toHex(card.setSessionKey(deliver(concat(fromHex("A0228120"), SEED))))).to.equal("6A80");
    expect(toHex(card.setSessionKey(deliver(concat(fromHex("A0448020"), SEED, fromHex("8120"), SEED))))).to.equal(
      "6A80",
    );
    expect(toHex(card.setSessionKey(deliver(concat(fromHex("A0128010"), SEED.subarray(16)))))).to.equal("6A80");
  });

  it("opens what was encrypted by hand, and numbers its answer as the command", () => {
    open();
    expect(verify("94", 1)).to.equal("9000");
    expect(seen).to.deep.equal(["200094 31323334 "]);
    const answer = send("08B000000000059603000004" + "0000");
    expect(answer.slice(0, 6)).to.equal("861101");
    const decipher = createDecipheriv("aes-128-cbc", SEED.subarray(0, 16), iv(2)).setAutoPadding(false);
    expect(toHex(decipher.update(fromHex(answer.slice(6, -4))))).to.equal("66696C65800000000000000000000000");
    expect(seen[1]).to.equal("B00000  4");
  });

  it("asks the file for all there is when the length object says 0000", () => {
    open();
    send("08B000000000059603000000" + "0000");
    expect(seen).to.deep.equal(["B00000  65536"]);
  });

  it("counts a command that the application refused, and does not count a plain one", () => {
    open();
    expect(verify("92", 1)).to.equal("6984");
    expect(verify("94", 2)).to.equal("9000");
  });

  it("loses the session for a wrong number and answers 69FC from then on", () => {
    open();
    expect(verify("94", 2)).to.equal("6988");
    expect(verify("94", 1)).to.equal("69FC");
    expect(seen).to.deep.equal([]);
  });

  const wrongObjects: readonly [string, string, string][] = [
    ["DO 96 with VERIFY", "082000940596" + "03000004", "6988"],
    ["DO 86 with READ BINARY", "08B000001386110100000000000000000000000000000000" + "00", "6988"],
    ["a second object beside a right one", "08B000000A9603000004960300000400", "6988"],
    ["no object", "08B0000000", "6988"],
    ["octets that are no TLV", "082000940286FF", "6988"],
    ["an instruction without messaging", "08CA000000", "6882"],
    ["an authenticated header", `0C200094138611${"01".repeat(17)}`, "6987"],
  ];
  for (const [what, command, sw] of wrongObjects) {
    it(`loses the session for ${what}`, () => {
      open();
      expect(send(command)).to.equal(sw);
      expect(verify("94", 1)).to.equal("69FC");
    });
  }

  it("refuses a padding indicator other than 01, and takes a length in the long form", () => {
    open();
    const object = sealed(1, "31323334800000000000000000000000");
    expect(send(`0820009414868111${toHex(object.subarray(2))}`)).to.equal("9000");
    const second = sealed(2, "31323334800000000000000000000000");
    second[2] = 0x02;
    expect(send(`0820009413${toHex(second)}`)).to.equal("6988");
  });

  it("has no session before one is opened, nor after the application was left", () => {
    expect(verify("94", 1)).to.equal("69FC");
    open();
    card.forget();
    expect(verify("94", 1)).to.equal("69FC");
  });

  it("starts again from 1 with a new key", () => {
    open();
    verify("94", 1);
    open();
    expect(verify("94", 1)).to.equal("9000");
  });

  it("agrees with our own terminal over many commands", () => {
    const { command, session } = TextSession.open(createPublicKey(key), seededRandom("both ends"));
    expect(toHex(card.setSessionKey(command))).to.equal("9000");
    for (let i = 0; i < 300; i++) {
      const read = session.protect(new CommandApdu(0, 0xb0, 0, 0, undefined, 4));
      expect(toHex(session.unprotect(ResponseApdu.parse(card.process(read))))).to.equal(toHex(ascii("file")));
    }
    const wrong = new CommandApdu(0x08, 0xb0, 0, 0, fromHex("8603010203"), 256);
    expect(() => session.unprotect(ResponseApdu.parse(card.process(wrong)))).to.throw("myna.session-broken");
  });
});
