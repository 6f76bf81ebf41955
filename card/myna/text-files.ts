import type { KeyObject } from "node:crypto";
import { ascii, concat, equal } from "#card/bytes/bytes.js";
import { type CardDate, encodeDate, parseDate } from "./calendar.js";
import { mynaErrors } from "./errors.js";
import { encodeKeyId, type KeyId, parseKeyId } from "./key-id.js";
import { encodePublicKey, parsePublicKey, RSA_LENGTH, type SignDigestInfo, sha256, sha256DigestInfo } from "./rsa.js";
import { parseSex, type SexDigit, type Signed, signedOver } from "./signed.js";
import { cardObject, encodeTemplate, filled, parseObject, parseTemplate } from "./template.js";

/** File identifiers of 券面事項入力補助AP (card-facts 1.5). */
export const TEXT_EF = {
  number: 0x0001,
  attributes: 0x0002,
  integrity: 0x0003,
  certificate: 0x0004,
  applicationInfo: 0x0005,
  sessionKey: 0x0006,
  signedKey: 0x0007,
  unknown0008: 0x0008,
  pin: 0x0011,
  blocked: 0x0012,
  cardKey: 0x0013,
  codeA: 0x0014,
  codeB: 0x0015,
} as const;

/** Octets of EF 0001 with its two of filler. The integrity record covers them all. */
export const NUMBER_FILE_LENGTH = 17;

const NUMBER = "text 0001";

/** `FF10 0C`, twelve digits, `FF FF`. Throws `myna.bad-value`. */
export function encodeNumber(individualNumber: string): Uint8Array {
  if (!/^\d{12}$/.test(individualNumber)) throw mynaErrors.error("bad-value", { place: "individual number" });
  return filled(cardObject(0xff10, ascii(individualNumber)), NUMBER_FILE_LENGTH);
}

/** The twelve digits of EF 0001. Throws `myna.malformed-file`. */
export function parseNumber(bytes: Uint8Array): string {
  const text = String.fromCharCode(...parseObject(NUMBER, bytes, 0xff10).value);
  if (!/^\d{12}$/.test(text)) throw mynaErrors.error("malformed-file", { file: NUMBER, place: "digits" });
  return text;
}

/** EF 0002, 基本4情報. */
export interface Attributes {
  /** Family and given name parted by U+3000. */
  readonly name: string;
  readonly address: string;
  readonly birth: CardDate;
  readonly sex: SexDigit;
}

const ATTRIBUTES = "text 0002";
const ATTRIBUTE_TAGS = [0xdf22, 0xdf23, 0xdf24, 0xdf25] as const;

export function encodeAttributes(attributes: Attributes): Uint8Array {
  const utf8 = new TextEncoder();
  return encodeTemplate(
    0xff20,
    [
      { tag: 0xdf22, value: utf8.encode(attributes.name) },
      { tag: 0xdf23, value: utf8.encode(attributes.address) },
      { tag: 0xdf24, value: encodeDate(attributes.birth) },
      { tag: 0xdf25, value: ascii(attributes.sex) },
    ],
    0xdf21,
  );
}

/** Throws `myna.malformed-file`, also when the offset table does not agree with the fields. */
export function parseAttributes(bytes: Uint8Array): Attributes {
  const fields = parseTemplate(ATTRIBUTES, bytes, 0xff20, 0xdf21);
  const text = (tag: number, place: string): string => {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(fields.value(tag));
    } catch (error) {
      if (mynaErrors.is(error)) throw error;
      throw mynaErrors.error("malformed-file", { file: ATTRIBUTES, place });
    }
  };
  return {
    name: text(0xdf22, "name"),
    address: text(0xdf23, "address"),
    birth: parseDate(fields.value(0xdf24), ATTRIBUTES),
    sex: parseSex(fields.value(0xdf25), ATTRIBUTES),
  };
}

/** The digest of 基本4情報 in the integrity record: over all fields, without the outer header and the offset table. */
export function attributesDigest(bytes: Uint8Array): Uint8Array {
  return sha256(parseTemplate(ATTRIBUTES, bytes, 0xff20, 0xdf21).objects(...ATTRIBUTE_TAGS));
}

/** EF 0003: digests of EF 0001 and EF 0002, signed by the issuer. */
export interface IntegrityRecord extends Signed {
  /** `numberFile` are all 17 octets of EF 0001, filler included. */
  vouchesForNumber(numberFile: Uint8Array): boolean;
  vouchesForAttributes(attributesFile: Uint8Array): boolean;
}

const INTEGRITY = "text 0003";

export function encodeIntegrity(numberFile: Uint8Array, attributesFile: Uint8Array, sign: SignDigestInfo): Uint8Array {
  const fields = [
    { tag: 0xdf31, value: sha256(numberFile) },
    { tag: 0xdf32, value: attributesDigest(attributesFile) },
  ];
  const covered = concat(...fields.map((field) => cardObject(field.tag, field.value)));
  return encodeTemplate(0xff30, [...fields, { tag: 0xdf33, value: sign(sha256DigestInfo(sha256(covered))) }]);
}

/** Throws `myna.malformed-file`. */
export function parseIntegrity(bytes: Uint8Array): IntegrityRecord {
  const fields = parseTemplate(INTEGRITY, bytes, 0xff30);
  const [numberDigest, digest] = [fields.value(0xdf31, 32), fields.value(0xdf32, 32)];
  return {
    vouchesForNumber: (file) => equal(sha256(file), numberDigest),
    vouchesForAttributes: (file) => equal(attributesDigest(file), digest),
    ...signedOver(sha256(fields.objects(0xdf31, 0xdf32)), fields.value(0xdf33, RSA_LENGTH)),
  };
}

/** EF 0005. */
export interface TextInfo {
  /** Specification version, extended-length support, vendor, option: `01030E01` on the cards described. */
  readonly identification: Uint8Array;
  readonly keyId: KeyId;
  /** 32 octets whose meaning is not published; 96 octets of filler follow them. */
  readonly trailing: Uint8Array;
}

const INFO = "text 0005";

/** Physical octets of EF 0005. */
export const TEXT_INFO_LENGTH = 256;

export function encodeTextInfo(info: TextInfo): Uint8Array {
  if (info.identification.length !== 4) throw mynaErrors.error("bad-value", { place: "identification" });
  const fields = [
    { tag: 0xdf41, value: info.identification },
    { tag: 0xdf42, value: encodeKeyId(info.keyId) },
    { tag: 0xdf43, value: filled(info.trailing, 128) },
  ];
  return filled(encodeTemplate(0xff40, fields), TEXT_INFO_LENGTH);
}

/** Throws `myna.malformed-file`. */
export function parseTextInfo(bytes: Uint8Array): TextInfo {
  const fields = parseTemplate(INFO, bytes, 0xff40);
  return {
    identification: fields.value(0xdf41, 4),
    keyId: parseKeyId(fields.value(0xdf42), INFO),
    trailing: fields.value(0xdf43, 128).subarray(0, 32),
  };
}

/** EF 0006: the key to which a terminal encrypts the seed of secure messaging. */
export function encodeSessionKey(key: KeyObject): Uint8Array {
  return cardObject(0xa1, encodePublicKey(key));
}

/** Throws `myna.malformed-file`. */
export function parseSessionKey(bytes: Uint8Array): KeyObject {
  const file = "text 0006";
  const fields = parseTemplate(file, bytes, 0xa1);
  return parsePublicKey(fields.objects(0x90, 0x91), file);
}

const SIGNED_KEY = "text 0007";

/** EF 0007: the public half of the card's own key, signed by the issuer. */
export function encodeSignedKey(cardKey: KeyObject, sign: SignDigestInfo): Uint8Array {
  const value = encodePublicKey(cardKey);
  const signature = sign(sha256DigestInfo(sha256(cardObject(0xdf51, value))));
  return encodeTemplate(0xff50, [
    { tag: 0xdf51, value },
    { tag: 0xdf52, value: signature },
  ]);
}

/** Throws `myna.malformed-file`. */
export function parseSignedKey(bytes: Uint8Array): { readonly cardKey: KeyObject } & Signed {
  const fields = parseTemplate(SIGNED_KEY, bytes, 0xff50);
  return {
    cardKey: parsePublicKey(fields.value(0xdf51), SIGNED_KEY),
    ...signedOver(sha256(fields.objects(0xdf51)), fields.value(0xdf52, RSA_LENGTH)),
  };
}
