import { createHash, createPublicKey, verify } from "node:crypto";
import { expect } from "chai";
import { ascii, equal, fromHex, toHex } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { parseCvc } from "#card/myna/cvc.js";
import { sha256DigestInfo } from "#card/myna/rsa.js";
import {
  parseAttributes,
  parseIntegrity,
  parseNumber,
  parseSessionKey,
  parseSignedKey,
  parseTextInfo,
} from "#card/myna/text-files.js";
import { TextSession } from "#card/myna/text-session.js";
import { seededRandom } from "#card/ports/random.js";
import { type IssuedApplication, issueApplication } from "../issued-application.fixture.js";
import { issueText, TextApplication } from "./text-application.js";

describe("券面事項入力補助AP", function () {
  this.timeout(60_000); // the first run makes 2048-bit keys
  let card: IssuedApplication;

  beforeEach(async () => {
    card = await issueApplication("yone", issueText, (parts) => new TextApplication(parts));
  });

  const verifyCode = (p2: string, code: string) =>
    card.send(`002000${p2}${code.length.toString(16).padStart(2, "0")}${toHex(ascii(code))}`);
  const pin = "5678";
  const codeA = "999990001054";
  const codeB = "14110320359044"; // 3 November 1925 is 大正14年, the card expires in 2035

  it("shows its certificate and basic information to everybody, in the sizes that clients ask for", () => {
    expect(card.read("0004")).to.have.length(568);
    const info = card.read("0005") as Uint8Array;
    expect(info).to.have.length(256);
    expect(toHex(parseTextInfo(info).identification)).to.equal("01030E01");
    for (const id of ["0001", "0002", "0003", "0006", "0007"]) expect(card.read(id), id).to.equal("6982");
  });

  const opened: readonly [string, string, string, readonly string[]][] = [
    ["the PIN", "91", pin, ["0001", "0002", "0003", "0006", "0007"]],
    ["照合番号A", "94", codeA, ["0001", "0003", "0006", "0007"]],
    ["照合番号B", "95", codeB, ["0002", "0003", "0006", "0007"]],
  ];
  for (const [what, p2, code, files] of opened) {
    it(`opens to ${what} exactly ${files.join(", ")}`, () => {
      expect(verifyCode(p2, code)).to.equal("9000");
      for (const id of ["0001", "0002", "0003", "0006", "0007"]) {
        if (files.includes(id)) expect(card.read(id), id).to.be.instanceOf(Uint8Array);
        else expect(card.read(id), id).to.equal("6982");
      }
    });
  }

  it("tells who the holder is, rare characters and all, and vouches for it", () => {
    verifyCode("91", pin);
    const issuer = parseCvc(card.read("0004") as Uint8Array).publicKey;
    const number = card.read("0001") as Uint8Array;
    const attributes = card.read("0002") as Uint8Array;
    expect(number).to.have.length(17);
    expect(parseNumber(number)).to.equal(codeA);
    expect(parseAttributes(attributes)).to.deep.equal({
      name: "𠮷㑹　よね",
      address: "東京都千代田区例示町七丁目８番地𠮷野荘",
      birth: "19251103",
      sex: "2",
    });
    const record = card.read("0003") as Uint8Array;
    expect(record).to.have.length(336);
    const integrity = parseIntegrity(record);
    expect(integrity.verify(issuer)).to.equal(true);
    expect(integrity.vouchesForNumber(number)).to.equal(true);
    expect(integrity.vouchesForAttributes(attributes)).to.equal(true);
  });

  it("signs with the key of EF 0007 for anyone", () => {
    const challenge = ascii("challenge");
    const input = toHex(sha256DigestInfo(createHash("sha256").update(challenge).digest()));
    const response = card.send(`802A000033${input}00`);
    expect(response.slice(-4)).to.equal("9000");
    verifyCode("91", pin);
    const { cardKey } = parseSignedKey(card.read("0007") as Uint8Array);
    expect(verify("sha256", challenge, cardKey, fromHex(response.slice(0, -4)))).to.equal(true);
  });

  it("blocks the PIN after three failures and holds EF 0012 blocked from issue", () => {
    expect(["0000", "0000", "0000", "0000"].map((guess) => verifyCode("91", guess))).to.deep.equal([
      "63C2",
      "63C1",
      "63C0",
      "6984",
    ]);
    expect(card.send("00200091")).to.equal("63C0");
    expect(verifyCode("91", pin)).to.equal("6984");
    expect(card.send("00200092")).to.equal("63C0");
    expect(verifyCode("92", "0000")).to.equal("6984");
  });

  it("changes the PIN after the old one, by SELECT and 00 24 01 80 as clients do", () => {
    expect(card.send("00A4020C020011")).to.equal("9000");
    expect(card.send("00240180043131313" + "1")).to.equal("6982");
    expect(card.send(`0020008004${toHex(ascii(pin))}`)).to.equal("9000");
    expect(card.send("002401800431313131")).to.equal("9000");
    card.application.deselect();
    expect(verifyCode("91", pin)).to.equal("63C2");
    expect(verifyCode("91", "1111")).to.equal("9000");
  });

  describe("with secure messaging", () => {
    function open(): TextSession {
      expect(verifyCode("91", pin)).to.equal("9000");
      const key = parseSessionKey(card.read("0006") as Uint8Array);
      const { command, session } = TextSession.open(key, seededRandom("a terminal"));
      expect(toHex(card.exchange(command).encode())).to.equal("9000");
      return session;
    }

    /** Sends a plain command through a session; the plain data, or the status word. */
    function through(session: TextSession, command: CommandApdu): Uint8Array | number {
      const response = card.exchange(session.protect(command));
      const plain = session.unprotect(response);
      return response.ok && command.le !== undefined ? plain : response.sw;
    }

    const select = (id: string) => new CommandApdu(0x00, 0xa4, 0x02, 0x0c, fromHex(id));
    const readAll = new CommandApdu(0x00, 0xb0, 0x00, 0x00, undefined, 0x10000);

    it("reads the same octets as in clear, filler included", () => {
      const session = open();
      for (const id of ["0001", "0002", "0003", "0004", "0005", "0007", "0008"]) {
        const clear = card.read(id) as Uint8Array;
        expect(through(session, select(id))).to.equal(0x9000);
        const read = through(session, readAll) as Uint8Array;
        expect(equal(read, clear), id).to.equal(true);
      }
    });

    it("takes 照合番号A under encryption and counts its tries as in clear", () => {
      const session = open();
      const codeUnder = (code: string) => new CommandApdu(0x00, 0x20, 0x00, 0x94, ascii(code));
      expect(through(session, codeUnder("000000000000"))).to.equal(0x63c9);
      expect(through(session, codeUnder(codeA))).to.equal(0x9000);
      expect(card.send("00200094")).to.equal("63CA");
      const blocked = new CommandApdu(0x00, 0x20, 0x00, 0x92, ascii("0000"));
      expect(through(session, blocked)).to.equal(0x6984);
      expect(through(session, codeUnder(codeA))).to.equal(0x9000);
    });

    it("opens no session on the strength of 照合番号 alone", () => {
      expect(verifyCode("94", codeA)).to.equal("9000");
      const key = parseSessionKey(card.read("0006") as Uint8Array);
      const { command } = TextSession.open(key, seededRandom("a terminal"));
      expect(card.exchange(command).sw).to.equal(0x6982);
    });

    it("is refused with a key that is not this card's", () => {
      expect(verifyCode("91", pin)).to.equal("9000");
      const { command } = TextSession.open(createPublicKey(card.card.text.cardKey), seededRandom("a terminal"));
      // RSA of another modulus: nothing to be found, or a number too large
      expect(card.exchange(command).sw).to.be.oneOf([0x6a80, 0x6f00]);
    });

    it("ends with SELECT of an application", () => {
      const session = open();
      card.application.select(new CommandApdu(0x00, 0xa4, 0x04, 0x0c, card.application.aid));
      expect(() => through(session, select("0004"))).to.throw("sw=69FC");
    });
  });
});
