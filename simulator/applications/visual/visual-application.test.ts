import { createHash, createPublicKey, verify } from "node:crypto";
import { expect } from "chai";
import { ascii, concat, equal, toHex } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { parseCvc } from "#card/myna/cvc.js";
import { sha256DigestInfo } from "#card/myna/rsa.js";
import { parseAgeRecord, parseCardFace, parseNumberImage, parseVisualInfo } from "#card/myna/visual-files.js";
import { type IssuedApplication, issueApplication } from "../issued-application.fixture.js";
import { issueVisual, visualApplication } from "./visual-application.js";

const hexOf = (text: string) => toHex(ascii(text));

describe("券面事項確認AP", function () {
  this.timeout(60_000); // the first run makes 2048-bit keys
  let card: IssuedApplication;

  beforeEach(async () => {
    card = await issueApplication("hanako", issueVisual, visualApplication);
  });

  const verifyCode = (ef: string, code: string) =>
    card.send(`002000${ef}${code.length.toString(16).padStart(2, "0")}${hexOf(code)}`);
  const birthKey = "600310"; // 10 March 1985 is 昭和60年
  const codeA = "999990001011";
  const codeB = "60031020364821";

  it("shows its basic information and certificate to everybody, and nothing else", () => {
    const info = parseVisualInfo(card.read("0003") as Uint8Array);
    expect(info.municipality).to.equal("13101");
    expect(toHex(info.identification)).to.equal("06030E01");
    expect(card.read("0004")).to.have.length(568);
    for (const id of ["0001", "0002", "0005", "0006"]) expect(card.read(id), id).to.equal("6982");
  });

  const opened: readonly [string, string, string, readonly string[]][] = [
    ["the birthday of 6 digits", "91", birthKey, ["0001"]],
    ["照合番号A", "93", codeA, ["0002", "0005", "0006"]],
    ["照合番号B", "92", codeB, ["0002", "0006"]],
  ];
  for (const [what, p2, code, files] of opened) {
    it(`opens to ${what} exactly ${files.join(", ")}`, () => {
      expect(verifyCode(p2, code)).to.equal("9000");
      for (const id of ["0001", "0002", "0005", "0006"]) {
        if (files.includes(id)) expect(card.read(id), id).to.be.instanceOf(Uint8Array);
        else expect(card.read(id), id).to.equal("6982");
      }
    });
  }

  it("signs all its data with the key that EF 0004 certifies, and names one card key everywhere", () => {
    const issuer = parseCvc(card.read("0004") as Uint8Array).publicKey;
    verifyCode("91", birthKey);
    verifyCode("93", codeA);
    const age = parseAgeRecord(card.read("0001") as Uint8Array);
    const face = parseCardFace(card.read("0002") as Uint8Array);
    const number = parseNumberImage(card.read("0005") as Uint8Array);
    for (const record of [age, face, number]) {
      expect(record.verify(issuer)).to.equal(true);
      expect(record.cardKey.equals(createPublicKey(card.card.visual.cardKey))).to.equal(true);
    }
    expect(face).to.include({ birth: "19850310", sex: "2", expiry: "20360310" });
    expect(equal(face.photo, card.card.images.face)).to.equal(true);
    expect(equal(number.image, card.card.images.individualNumber)).to.equal(true);
  });

  it("holds the face in pieces of 256 octets as well as whole, and refuses to read behind its end", () => {
    verifyCode("92", codeB);
    const whole = card.read("0002") as Uint8Array;
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < whole.length; at += 256) {
      const { data } = card.exchange(new CommandApdu(0, 0xb0, at >> 8, at & 0xff, undefined, 256));
      pieces.push(data.slice());
    }
    expect(equal(concat(...pieces), whole)).to.equal(true);
    expect(whole.length % 1024).to.equal(0);
    expect(card.send(`00B0${whole.length.toString(16).padStart(4, "0")}00`)).to.equal("6B00");
  });

  it("signs a challenge with its own key for anyone", () => {
    const challenge = ascii("is this card present?");
    const digest = createHash("sha256").update(challenge).digest();
    const input = toHex(sha256DigestInfo(digest));
    const response = card.send(`802A000033${input}00`);
    expect(response.slice(-4)).to.equal("9000");
    const signature = Buffer.from(response.slice(0, -4), "hex");
    const key = createPublicKey(card.card.visual.cardKey);
    expect(verify("sha256", challenge, key, signature)).to.equal(true);
    expect(card.send(`802A009A33${input}00`)).to.equal(response);
  });

  it("refuses a signature without input, without Le, with too much input, and in modes it does not have", () => {
    expect(card.send("802A000000")).to.equal("6700");
    expect(card.send("802A00000131")).to.equal("6700");
    expect(card.send(`802A0000F6${"00".repeat(246)}00`)).to.equal("6985");
    expect(card.send("802A0300013100")).to.equal("6A86");
    expect(card.send("802A0092013100")).to.equal("6981");
  });

  it("blocks 照合番号 after ten failures: 63C0 on the last, 6984 afterwards, the query still 63C0", () => {
    for (let left = 9; left >= 0; left--) {
      expect(verifyCode("92", "00000000000000")).to.equal(`63C${left.toString(16).toUpperCase()}`);
    }
    expect(verifyCode("92", codeB)).to.equal("6984");
    expect(card.send("00200092")).to.equal("63C0");
    expect(verifyCode("93", codeA)).to.equal("9000");
  });

  it("gives no tries back for a new SELECT, but takes its rights away", () => {
    expect(verifyCode("93", "000000000000")).to.equal("63C9");
    expect(verifyCode("93", codeA)).to.equal("9000");
    expect(card.send("00200093")).to.equal("63CA");
    card.application.select(new CommandApdu(0, 0xa4, 4, 0x0c, card.application.aid));
    expect(card.read("0005")).to.equal("6982");
  });

  it("has the files that are selectable on the card though nobody knows their use, and no secure messaging", () => {
    for (const id of ["0014", "0015", "001C", "001E"]) expect(card.send(`00A4020C02${id}`), id).to.equal("9000");
    expect(card.send("00A4020C020007")).to.equal("6A82");
    expect(card.read("0013")).to.equal("6981");
    expect(card.read("001A")).to.equal("6981");
    expect(card.send("80AE000000")).to.equal("66F1");
    expect(card.send("08B0000000000596030000040000")).to.equal("69FC");
  });
});
