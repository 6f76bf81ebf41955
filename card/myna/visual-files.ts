import type { KeyObject } from "node:crypto";
import { ascii, concat } from "#card/bytes/bytes.js";
import { type CardDate, encodeDate, parseDate } from "./calendar.js";
import { mynaErrors } from "./errors.js";
import { encodeKeyId, type KeyId, parseKeyId } from "./key-id.js";
import { encodePublicKey, parsePublicKey, RSA_LENGTH, type SignDigestInfo, sha256, sha256DigestInfo } from "./rsa.js";
import { parseSex, type SexDigit, type Signed, signedOver } from "./signed.js";
import { cardObject, encodeTemplate, parseTemplate } from "./template.js";

/** File identifiers of 券面事項確認AP (card-facts 1.4). */
export const VISUAL_EF = {
  ageRecord: 0x0001,
  cardFace: 0x0002,
  applicationInfo: 0x0003,
  certificate: 0x0004,
  numberImage: 0x0005,
  unknown0006: 0x0006,
  birthKey: 0x0011,
  codeB: 0x0012,
  codeA: 0x0013,
  cardKey: 0x001a,
} as const;

/** EF 0001, the least that a terminal can be told: a birthday with the card's key, signed by the issuer. */
export interface AgeRecord {
  readonly birth: CardDate;
  readonly cardKey: KeyObject;
}

const AGE = "visual 0001";

export function encodeAgeRecord(record: AgeRecord, sign: SignDigestInfo): Uint8Array {
  const fields = [
    { tag: 0xdf11, value: encodeDate(record.birth) },
    { tag: 0xdf12, value: encodePublicKey(record.cardKey) },
  ];
  const covered = concat(...fields.map((field) => cardObject(field.tag, field.value)));
  return encodeTemplate(0xff10, [...fields, { tag: 0xdf13, value: sign(sha256DigestInfo(sha256(covered))) }]);
}

/** Throws `myna.malformed-file`. */
export function parseAgeRecord(bytes: Uint8Array): AgeRecord & Signed {
  const fields = parseTemplate(AGE, bytes, 0xff10);
  return {
    birth: parseDate(fields.value(0xdf11), AGE),
    cardKey: parsePublicKey(fields.value(0xdf12), AGE),
    ...signedOver(sha256(fields.objects(0xdf11, 0xdf12)), fields.value(0xdf13, RSA_LENGTH)),
  };
}

/** EF 0002, the face of the card. Expiry and security code stand behind the signature and are not covered by it. */
export interface CardFace {
  readonly birth: CardDate;
  readonly sex: SexDigit;
  readonly cardKey: KeyObject;
  /** PNG. */
  readonly nameImage: Uint8Array;
  /** PNG. */
  readonly addressImage: Uint8Array;
  /** JPEG 2000 (JP2). */
  readonly photo: Uint8Array;
  readonly expiry: CardDate;
  /** PNG. */
  readonly securityCodeImage: Uint8Array;
}

const FACE = "visual 0002";

/** The three groups that are hashed one by one: a terminal may be shown one without the others. */
const FACE_GROUPS = [[0xdf22, 0xdf23, 0xdf24], [0xdf25, 0xdf26], [0xdf27]] as const;

function faceDigest(fields: ReturnType<typeof parseTemplate>): Uint8Array {
  return concat(...FACE_GROUPS.map((tags) => sha256(fields.objects(...tags))));
}

export function encodeCardFace(face: CardFace, sign: SignDigestInfo): Uint8Array {
  const before = [
    { tag: 0xdf22, value: encodeDate(face.birth) },
    { tag: 0xdf23, value: ascii(face.sex) },
    { tag: 0xdf24, value: encodePublicKey(face.cardKey) },
    { tag: 0xdf25, value: face.nameImage },
    { tag: 0xdf26, value: face.addressImage },
    { tag: 0xdf27, value: face.photo },
  ];
  const digest = faceDigest(parseTemplate(FACE, encodeTemplate(0xff20, before), 0xff20));
  return encodeTemplate(
    0xff20,
    [
      ...before,
      { tag: 0xdf28, value: sign(sha256DigestInfo(digest)) },
      { tag: 0xdf29, value: encodeDate(face.expiry) },
      { tag: 0xdf2a, value: face.securityCodeImage },
    ],
    0xdf21,
  );
}

/** Throws `myna.malformed-file`, also when the offset table does not agree with the fields. */
export function parseCardFace(bytes: Uint8Array): CardFace & Signed {
  const fields = parseTemplate(FACE, bytes, 0xff20, 0xdf21);
  return {
    birth: parseDate(fields.value(0xdf22), FACE),
    sex: parseSex(fields.value(0xdf23), FACE),
    cardKey: parsePublicKey(fields.value(0xdf24), FACE),
    nameImage: fields.value(0xdf25),
    addressImage: fields.value(0xdf26),
    photo: fields.value(0xdf27),
    expiry: parseDate(fields.value(0xdf29), FACE),
    securityCodeImage: fields.value(0xdf2a),
    ...signedOver(faceDigest(fields), fields.value(0xdf28, RSA_LENGTH)),
  };
}

/** EF 0003. `opaque` are the 256 octets behind the key id in DF35, whose meaning is not published. */
export interface VisualInfo {
  /** Specification version, extended-length support, vendor, option: `06030E01` on the cards described. */
  readonly identification: Uint8Array;
  readonly keyId: KeyId;
  readonly version: number;
  readonly municipality: string;
  readonly opaqueKeyId: KeyId;
  readonly opaque: Uint8Array;
}

const INFO = "visual 0003";

export function encodeVisualInfo(info: VisualInfo): Uint8Array {
  if (info.identification.length !== 4) throw mynaErrors.error("bad-value", { place: "identification" });
  if (!/^\d{5}$/.test(info.municipality)) throw mynaErrors.error("bad-value", { place: "municipality" });
  if (info.opaque.length !== 256) throw mynaErrors.error("bad-value", { place: "DF35", length: info.opaque.length });
  return encodeTemplate(0xff30, [
    { tag: 0xdf31, value: info.identification },
    { tag: 0xdf32, value: encodeKeyId(info.keyId) },
    { tag: 0xdf33, value: Uint8Array.of(info.version) },
    { tag: 0xdf34, value: ascii(info.municipality) },
    { tag: 0xdf35, value: concat(encodeKeyId(info.opaqueKeyId), info.opaque) },
  ]);
}

/** Throws `myna.malformed-file`. */
export function parseVisualInfo(bytes: Uint8Array): VisualInfo {
  const fields = parseTemplate(INFO, bytes, 0xff30);
  const reference = fields.value(0xdf35, 272);
  return {
    identification: fields.value(0xdf31, 4),
    keyId: parseKeyId(fields.value(0xdf32), INFO),
    version: fields.value(0xdf33, 1)[0]!,
    municipality: String.fromCharCode(...fields.value(0xdf34, 5)),
    opaqueKeyId: parseKeyId(reference.subarray(0, 16), INFO),
    opaque: reference.subarray(16),
  };
}

/** EF 0005, the 個人番号 as an image. */
export interface NumberImage {
  /** PNG, 72 x 12. */
  readonly image: Uint8Array;
  readonly cardKey: KeyObject;
}

const NUMBER = "visual 0005";

export function encodeNumberImage(record: NumberImage, sign: SignDigestInfo): Uint8Array {
  const fields = [
    { tag: 0xdf41, value: record.image },
    { tag: 0xdf42, value: encodePublicKey(record.cardKey) },
  ];
  const covered = concat(...fields.map((field) => cardObject(field.tag, field.value)));
  return encodeTemplate(0xff40, [...fields, { tag: 0xdf43, value: sign(sha256DigestInfo(sha256(covered))) }]);
}

/** Throws `myna.malformed-file`. */
export function parseNumberImage(bytes: Uint8Array): NumberImage & Signed {
  const fields = parseTemplate(NUMBER, bytes, 0xff40);
  return {
    image: fields.value(0xdf41),
    cardKey: parsePublicKey(fields.value(0xdf42), NUMBER),
    ...signedOver(sha256(fields.objects(0xdf41, 0xdf42)), fields.value(0xdf43, RSA_LENGTH)),
  };
}
