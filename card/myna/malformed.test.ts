import { createPublicKey } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { ResponseApdu } from "#card/iso7816/response-apdu.js";
import { tlv } from "#card/iso7816/tlv.js";
import { seededRandom } from "#card/ports/random.js";
import { encodeCardInfo, parseCardInfo } from "./common-files.js";
import { encodeCvc, parseCvc } from "./cvc.js";
import { parseAvailability, parseTokenInfo } from "./jpki-files.js";
import { signWith } from "./rsa.js";
import { testKey } from "./test-key.fixture.js";
import {
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
import { TextSession } from "./text-session.js";
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

const sign = signWith(testKey("issuer"));
const cardKey = testKey("card");
const keyId = { number: "6900023", group: "001" };
const image = Uint8Array.of(1, 2, 3);
const attributes = encodeAttributes({ name: "窓口　花子", address: "見本町", birth: "19850310", sex: "2" });

const visualInfo = {
  identification: new Uint8Array(4),
  keyId,
  version: 0,
  municipality: "13101",
  opaqueKeyId: keyId,
  opaque: new Uint8Array(256),
};
const cardInfo = { serial: "900000000000101", municipality: "13101", expiry: "20360310" };

/** Every parser with a sound file to start from. */
const parsers: readonly [string, (bytes: Uint8Array) => unknown, Uint8Array][] = [
  ["text 0001", parseNumber, encodeNumber("999990001011")],
  ["text 0002", parseAttributes, attributes],
  ["text 0003", parseIntegrity, encodeIntegrity(encodeNumber("999990001011"), attributes, sign)],
  ["text 0005", parseTextInfo, encodeTextInfo({ identification: new Uint8Array(4), keyId, trailing: image })],
  ["text 0006", parseSessionKey, encodeSessionKey(cardKey)],
  ["text 0007", parseSignedKey, encodeSignedKey(cardKey, sign)],
  ["visual 0001", parseAgeRecord, encodeAgeRecord({ birth: "19850310", cardKey }, sign)],
  [
    "visual 0002",
    parseCardFace,
    encodeCardFace(
      {
        birth: "19850310",
        sex: "2",
        cardKey,
        nameImage: image,
        addressImage: image,
        photo: image,
        expiry: "20360310",
        securityCodeImage: image,
      },
      sign,
    ),
  ],
  ["visual 0003", parseVisualInfo, encodeVisualInfo(visualInfo)],
  ["visual 0005", parseNumberImage, encodeNumberImage({ image, cardKey }, sign)],
  ["certificate", parseCvc, encodeCvc(keyId, keyId, cardKey, sign)],
  ["JPKI 0006", parseTokenInfo, new Uint8Array(160)],
  ["JPKI 0008", parseAvailability, Uint8Array.of(0x8f, 0x8f, 0)],
  ["common 0001", parseCardInfo, encodeCardInfo(cardInfo)],
];

/** Runs a parser: true when it took the octets, false when it refused them with an error of the family. */
function takes(parse: (bytes: Uint8Array) => unknown, bytes: Uint8Array): boolean {
  try {
    parse(bytes);
    return true;
  } catch (error) {
    expect(isMadoguchiError(error), String(error)).to.equal(true);
    expect((error as { code: string }).code).to.equal("myna.malformed-file");
    return false;
  }
}

describe("malformed files of the card", () => {
  for (const [file, parse, sound] of parsers) {
    it(`${file}: any octets, and any sound file with octets changed or cut, give a file or a typed error`, () => {
      expect(takes(parse, sound)).to.equal(true);
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
          takes(parse, bytes);
        }),
        { numRuns: 200 },
      );
      fc.assert(
        fc.property(fc.nat(sound.length - 1), fc.nat(255), fc.boolean(), (at, octet, cut) => {
          const bytes = sound.slice(0, cut ? at : sound.length);
          if (!cut) bytes[at] = octet;
          takes(parse, bytes);
        }),
        { numRuns: 200 },
      );
    });
  }

  it("are refused in every shortened form of the certificate", () => {
    const sound = encodeCvc(keyId, keyId, cardKey, sign);
    for (let length = 0; length < sound.length; length++) {
      expect(takes(parseCvc, sound.subarray(0, length)), String(length)).to.equal(false);
    }
    expect(takes(parseCvc, sound)).to.equal(true);
  });

  it("any answer under secure messaging gives data or a typed error", () => {
    const { session } = TextSession.open(createPublicKey(cardKey), seededRandom("malformed"));
    session.protect(new CommandApdu(0x00, 0xb0, 0x81, 0x00, undefined, 17));
    // Whole blocks under the right tag decrypt to something: one in 256 or so even ends in what looks like padding.
    const near = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((blocks) => tlv(0x86, Uint8Array.of(1), blocks));
    let opened = 0;
    let refused = 0;
    fc.assert(
      fc.property(fc.oneof(near, fc.uint8Array({ maxLength: 80 })), (data) => {
        try {
          session.unprotect(new ResponseApdu(data, 0x9000));
          opened++;
        } catch (error) {
          expect((error as { code?: string }).code).to.equal("myna.bad-response");
          refused++;
        }
      }),
      { numRuns: 2000, seed: 1 },
    );
    expect([opened > 0, refused > 0]).to.deep.equal([true, true]);
  });
});
