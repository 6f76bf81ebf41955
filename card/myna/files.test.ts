import { createPublicKey, createVerify, verify } from "node:crypto";
import { expect } from "chai";
import { ascii, concat, fromHex, toHex } from "#card/bytes/bytes.js";
import { encodeCardInfo, parseCardInfo } from "./common-files.js";
import { CVC_LENGTH, encodeCvc, parseCvc, verifyCvc } from "./cvc.js";
import {
  encodeAvailability,
  encodeTokenInfo,
  parseAvailability,
  parseTokenInfo,
  type TokenInfo,
} from "./jpki-files.js";
import { sha256DigestInfo, signWith } from "./rsa.js";
import { testKey } from "./test-key.fixture.js";
import {
  attributesDigest,
  encodeAttributes,
  encodeIntegrity,
  encodeNumber,
  encodeSessionKey,
  encodeSignedKey,
  encodeTextInfo,
  parseAttributes,
  parseIntegrity,
  parseNumber,
  parseSessionKey,
  parseSignedKey,
  parseTextInfo,
} from "./text-files.js";
import {
  encodeAgeRecord,
  encodeCardFace,
  encodeNumberImage,
  encodeVisualInfo,
  parseAgeRecord,
  parseCardFace,
  parseNumberImage,
  parseVisualInfo,
} from "./visual-files.js";

const issuerKey = testKey("issuer");
const issuer = createPublicKey(issuerKey);
const cardKey = testKey("card");
const sign = signWith(issuerKey);

/** EF 0002 of the published test card (card-facts 1.5). */
const TEST_CARD_ATTRIBUTES = fromHex(
  "FF2065 DF2108000E002000590064 DF220FE9BB92E6A190E38080E5B9B9E4B99F" +
    "DF2336E69DB1E4BAACE983BDE6B885E780ACE5B882E8A6B3E5B883E5AD90E58D97EFBC91EFBC92EFBC8DEFBC97EFBC8DEFBC92EFBC90EFBC92" +
    "DF24083139383030323137 DF250131",
);

describe("the files of 券面事項入力補助AP", () => {
  it("write 個人番号 as the published test card does", () => {
    expect(toHex(encodeNumber("537686677188"))).to.equal("FF100C353337363836363737313838FFFF");
    expect(parseNumber(encodeNumber("537686677188"))).to.equal("537686677188");
    expect(() => parseNumber(fromHex("FF110C353337363836363737313838"))).to.throw("myna.malformed-file");
    expect(() => parseNumber(fromHex("FF100C3533373638"))).to.throw("text 0001");
  });

  it("write 基本4情報 as the published test card does, offset table included", () => {
    const attributes = {
      name: "黒桐　幹也",
      address: "東京都清瀬市観布子南１２－７－２０２",
      birth: "19800217",
      sex: "1" as const,
    };
    expect(toHex(encodeAttributes(attributes))).to.equal(toHex(TEST_CARD_ATTRIBUTES));
    expect(parseAttributes(TEST_CARD_ATTRIBUTES)).to.deep.equal(attributes);
    expect(parseAttributes(concat(TEST_CARD_ATTRIBUTES, fromHex("FFFFFF")))).to.deep.equal(attributes);
  });

  it("refuse an offset table that does not agree with the fields, and name the place", () => {
    const wrong = TEST_CARD_ATTRIBUTES.slice();
    wrong[9]! ^= 1;
    expect(() => parseAttributes(wrong)).to.throw("place=DF21[1]");
    expect(() => parseAttributes(TEST_CARD_ATTRIBUTES.subarray(0, 60))).to.throw("myna.malformed-file");
    const latin = TEST_CARD_ATTRIBUTES.slice();
    latin[17] = 0xff;
    expect(() => parseAttributes(latin)).to.throw("place=name");
  });

  it("use two length octets from 128 on, so that the first offset moves to 0010", () => {
    const long = encodeAttributes({ name: "長".repeat(30), address: "町".repeat(40), birth: "20000101", sex: "2" });
    expect(toHex(long.subarray(0, 16))).to.match(/^FF208200..DF21080010/);
    expect(parseAttributes(long).address).to.have.length(40);
  });

  it("vouch for both files: 個人番号 with its filler, 基本4情報 without its offset table", () => {
    const number = encodeNumber("537686677188");
    const file = encodeIntegrity(number, TEST_CARD_ATTRIBUTES, sign);
    expect(file).to.have.length(336);
    expect(toHex(file.subarray(0, 8))).to.equal("FF3082014BDF3120");
    const record = parseIntegrity(file);
    expect(record.verify(issuer)).to.equal(true);
    expect(record.verify(createPublicKey(cardKey))).to.equal(false);
    expect(record.vouchesForNumber(number)).to.equal(true);
    expect(record.vouchesForNumber(number.subarray(0, 15))).to.equal(false);
    expect(record.vouchesForAttributes(TEST_CARD_ATTRIBUTES)).to.equal(true);
    expect(toHex(attributesDigest(TEST_CARD_ATTRIBUTES))).to.not.equal(
      toHex(attributesDigest(encodeAttributes({ ...parseAttributes(TEST_CARD_ATTRIBUTES), sex: "2" }))),
    );
    // the same signature seen by OpenSSL: plain RSA-SHA256 over DF31 and DF32 as written
    expect(createVerify("sha256").update(file.subarray(5, 75)).verify(issuer, file.subarray(80))).to.equal(true);
  });

  it("describe the application in 256 octets, with lengths longer than BER needs", () => {
    const info = {
      identification: fromHex("01030E01"),
      keyId: { number: "6000034", group: "001" },
      trailing: new Uint8Array(32).fill(0x5a),
    };
    const file = encodeTextInfo(info);
    expect(file).to.have.length(256);
    expect(toHex(file.subarray(0, 12))).to.equal("FF4082009FDF410401030E01");
    expect(toHex(file.subarray(31, 36))).to.equal("DF43820080");
    expect([...file.subarray(68)].every((octet) => octet === 0xff)).to.equal(true);
    expect(parseTextInfo(file)).to.deep.equal(info);
  });

  it("carry the session key bare and the card's key signed", () => {
    const session = encodeSessionKey(testKey("session"));
    expect(toHex(session.subarray(0, 13))).to.equal("A18201099003010001" + "91820100");
    expect(parseSessionKey(session).equals(createPublicKey(testKey("session")))).to.equal(true);
    const signed = encodeSignedKey(cardKey, sign);
    expect(toHex(signed.subarray(0, 5))).to.equal("FF50820213");
    expect(signed).to.have.length(536);
    expect(parseSignedKey(signed).verify(issuer)).to.equal(true);
    expect(parseSignedKey(signed).cardKey.equals(createPublicKey(cardKey))).to.equal(true);
    signed[100]! ^= 1;
    expect(parseSignedKey(signed).verify(issuer)).to.equal(false);
  });
});

describe("the files of 券面事項確認AP", () => {
  const face = {
    birth: "19800217",
    sex: "1" as const,
    cardKey,
    nameImage: ascii("name image"),
    addressImage: new Uint8Array(200).fill(2),
    photo: new Uint8Array(5000).fill(3),
    expiry: "20350217",
    securityCodeImage: ascii("code image"),
  };

  it("sign a birthday with the card's key", () => {
    const file = encodeAgeRecord({ birth: "19800217", cardKey }, sign);
    expect(toHex(file.subarray(0, 21))).to.equal("FF1082021EDF11083139383030323137DF12820109");
    const record = parseAgeRecord(file);
    expect(record.birth).to.equal("19800217");
    expect(record.verify(issuer)).to.equal(true);
    expect(verify("sha256", file.subarray(5, 286), issuer, file.subarray(291))).to.equal(true);
    file[9]! ^= 1;
    expect(parseAgeRecord(file).verify(issuer)).to.equal(false);
  });

  it("sign the face in three groups and leave expiry and security code unsigned", () => {
    const file = encodeCardFace(face, sign);
    expect(toHex(file.subarray(0, 2))).to.equal("FF20");
    expect(toHex(file.subarray(5, 8))).to.equal("DF2112");
    const read = parseCardFace(concat(file, new Uint8Array(512).fill(0xff)));
    expect(read.verify(issuer)).to.equal(true);
    expect(toHex(read.photo)).to.equal(toHex(face.photo));
    const changed = (tag: string) => {
      const copy = file.slice();
      const at = Buffer.from(copy).indexOf(Buffer.from(tag, "hex"), 26);
      copy[at + 6]! ^= 1;
      return parseCardFace(copy).verify(issuer);
    };
    expect(changed("DF2208")).to.equal(false);
    expect(changed("DF2682")).to.equal(false);
    expect(changed("DF2782")).to.equal(false);
    expect(changed("DF2A0A")).to.equal(true);
  });

  it("put three digests into one DigestInfo", () => {
    expect(toHex(sha256DigestInfo(new Uint8Array(96)).subarray(0, 3))).to.equal("307130");
    expect(toHex(sha256DigestInfo(new Uint8Array(32)).subarray(0, 19))).to.equal(
      "3031300D060960864801650304020105000420",
    );
  });

  it("describe the application and the municipality", () => {
    const info = {
      identification: fromHex("06030E01"),
      keyId: { number: "6000024", group: "001" },
      version: 0,
      municipality: "13221",
      opaqueKeyId: { number: "5900025", group: "001" },
      opaque: new Uint8Array(256).fill(7),
    };
    const file = encodeVisualInfo(info);
    expect(toHex(file.subarray(0, 31))).to.equal("FF3082013BDF310406030E01DF32103630303030323408053030310000000" + "0");
    expect(parseVisualInfo(file)).to.deep.equal(info);
  });

  it("carry the image of 個人番号 under the issuer's signature", () => {
    const record = parseNumberImage(encodeNumberImage({ image: ascii("png"), cardKey }, sign));
    expect(record.verify(issuer)).to.equal(true);
    expect(toHex(record.image)).to.equal(toHex(ascii("png")));
  });
});

describe("card-verifiable certificates", () => {
  const certificate = encodeCvc(
    { number: "6000023", group: "001" },
    { number: "1322121", group: "000" },
    cardKey,
    sign,
  );

  it("have 568 octets and the structure of the issuer's", () => {
    expect(certificate).to.have.length(CVC_LENGTH);
    expect(toHex(certificate.subarray(0, 10))).to.equal("7F218202335F4E820129");
    expect(toHex(certificate.subarray(307, 312))).to.equal("5F37820100");
  });

  it("are read with and without their template, and verified under the issuer's key", () => {
    for (const form of [certificate, certificate.subarray(5)]) {
      const read = parseCvc(form);
      expect(read.subject).to.deep.equal({ number: "1322121", group: "000" });
      expect(verifyCvc(read, issuer)).to.equal(true);
      expect(verifyCvc(read, read.publicKey)).to.equal(false);
    }
    expect(verify("sha256", certificate.subarray(10, 307), issuer, certificate.subarray(312))).to.equal(true);
  });

  it("are refused when they are cut or their ids are no digits", () => {
    expect(() => parseCvc(certificate.subarray(0, 300))).to.throw("myna.malformed-file");
    const bad = certificate.slice();
    bad[12] = 0x41;
    expect(() => parseCvc(bad, "visual 0004")).to.throw("visual 0004");
  });
});

describe("the files of 公的個人認証AP and 共通カードAP", () => {
  const info: TokenInfo = {
    label: "JPKIAPICCTOKEN2",
    manufacturer: "00000000000000000000000000000001",
    model: "E16R01NJ",
    serial: "0000000020500003",
    flags: 0x40d,
    maxSessions: 1,
    sessions: 0,
    maxRwSessions: 1,
    rwSessions: 0,
    maxPinLength: 16,
    minPinLength: 6,
    memory: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    hardwareVersion: "03",
    firmwareVersion: "01",
    utcTime: "9".repeat(16),
  };

  it("give the token information in 160 octets, each field at its published offset", () => {
    const file = encodeTokenInfo(info);
    expect(file).to.have.length(160);
    expect(toHex(file.subarray(0, 20))).to.equal("4A504B494150494343544F4B454E322020202020");
    expect(toHex(file.subarray(96, 124))).to.equal("0000040D0000000100000000000000010000000000000010" + "00000006");
    expect(toHex(file.subarray(140, 148))).to.equal("3033303139393939");
    expect(parseTokenInfo(file)).to.deep.equal(info);
    expect(() => parseTokenInfo(file.subarray(1))).to.throw("JPKI 0006");
    expect(() => encodeTokenInfo({ ...info, model: "much too long a model" })).to.throw("myna.bad-value");
  });

  it("say which certificates are there", () => {
    expect(toHex(encodeAvailability({ sign: true, auth: true }))).to.equal("8F8F00");
    expect(toHex(encodeAvailability({ sign: false, auth: true }))).to.equal("008F00");
    expect(parseAvailability(fromHex("008F00"))).to.deep.equal({ sign: false, auth: true });
    expect(() => parseAvailability(fromHex("8F8F"))).to.throw("JPKI 0008");
  });

  it("write the card's record as the published test card does", () => {
    const record = { serial: "400000012719843", municipality: "13221", expiry: "20350217" };
    expect(toHex(encodeCardInfo(record))).to.equal(
      toHex(concat(fromHex("011C"), ascii("4000000127198431322120350217"))),
    );
    expect(parseCardInfo(encodeCardInfo(record))).to.deep.equal(record);
    expect(() => parseCardInfo(concat(fromHex("021C"), ascii("4000000127198431322120350217")))).to.throw("common 0001");
  });
});
