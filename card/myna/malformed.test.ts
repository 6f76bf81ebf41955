import { createPublicKey } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { ResponseApdu } from "#card/iso7816/response-apdu.js";
import { seededRandom } from "#card/ports/random.js";
import { parseCardInfo } from "./common-files.js";
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

/** Every parser with a sound file to start from, where one is at hand. */
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
  ["visual 0003", parseVisualInfo, Uint8Array.of(0xff, 0x30, 0)],
  ["visual 0005", parseNumberImage, Uint8Array.of(0xff, 0x40, 0)],
  ["certificate", parseCvc, encodeCvc(keyId, keyId, cardKey, sign)],
  ["JPKI 0006", parseTokenInfo, new Uint8Array(160)],
  ["JPKI 0008", parseAvailability, Uint8Array.of(0x8f, 0x8f, 0)],
  ["common 0001", parseCardInfo, Uint8Array.of(1, 28)],
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
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (data) => {
        try {
          session.unprotect(new ResponseApdu(data, 0x9000));
        } catch (error) {
          expect((error as { code?: string }).code).to.equal("myna.bad-response");
        }
      }),
      { numRuns: 500 },
    );
  });
});
