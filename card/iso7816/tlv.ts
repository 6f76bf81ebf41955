import { concat } from "#card/bytes/bytes.js";
import { errorFamily } from "#card/errors/madoguchi-error.js";

export const tlvErrors = errorFamily("tlv", {
  truncated: {
    en: {
      cause: "a data object ends before its length is filled",
      remedy: "Check the file or message for missing octets at the place given.",
    },
    ja: {
      cause: "データオブジェクトが長さの途中で終わっています",
      remedy: "示された位置でデータの欠落がないか確認してください。",
    },
  },
  "bad-tag": {
    en: {
      cause: "the tag is not a BER-TLV tag of at most four octets",
      remedy: "Encode tags as ISO/IEC 7816-4, 5.4.2 says.",
    },
    ja: {
      cause: "タグが4オクテット以内のBER-TLVタグではありません",
      remedy: "ISO/IEC 7816-4の5.4.2に従ってタグを符号化してください。",
    },
  },
  "bad-length": {
    en: { cause: "the length is of an unsupported form", remedy: "Use definite lengths of at most four octets." },
    ja: { cause: "長さフィールドの形式に対応していません", remedy: "4オクテット以内の確定長で符号化してください。" },
  },
  missing: {
    en: {
      cause: "a data object that must be there is missing",
      remedy: "Compare the data with the layout it is said to have.",
    },
    ja: {
      cause: "必須のデータオブジェクトがありません",
      remedy: "データの構造が定められた形式と一致するか確認してください。",
    },
  },
});

/** One BER-TLV data object (ISO/IEC 7816-4, 5.4.2). `tag` is the tag's octets as one number, e.g. 0x5F4E. */
export interface Tlv {
  readonly tag: number;
  readonly value: Uint8Array;
  /** Offset of the tag in the octets that were read. */
  readonly start: number;
  /** Offset behind the last octet of the value. */
  readonly end: number;
}

/** Reads the data object that starts at `offset`. Throws `tlv.truncated`, `tlv.bad-tag`, `tlv.bad-length`. */
export function readTlv(bytes: Uint8Array, offset = 0): Tlv {
  let at = offset;
  const next = (): number => {
    const octet = bytes[at];
    if (octet === undefined) throw tlvErrors.error("truncated", { offset: at });
    at++;
    return octet;
  };
  let tag = next();
  if ((tag & 0x1f) === 0x1f) {
    for (let octets = 1, more = true; more; octets++) {
      if (octets === 4) throw tlvErrors.error("bad-tag", { offset });
      const octet = next();
      tag = tag * 256 + octet;
      more = (octet & 0x80) !== 0;
    }
  }
  let length = next();
  if (length > 0x80 && length <= 0x84) {
    const octets = length & 0x7f;
    length = 0;
    for (let i = 0; i < octets; i++) length = length * 256 + next();
  } else if (length >= 0x80) {
    throw tlvErrors.error("bad-length", { offset: at - 1 });
  }
  if (at + length > bytes.length) throw tlvErrors.error("truncated", { offset: bytes.length, need: at + length });
  return { tag, value: bytes.subarray(at, at + length), start: offset, end: at + length };
}

/** All data objects of a concatenation, in order. Throws as `readTlv` does. */
export function readTlvs(bytes: Uint8Array): Tlv[] {
  const objects: Tlv[] = [];
  for (let offset = 0; offset < bytes.length; offset = objects.at(-1)!.end) objects.push(readTlv(bytes, offset));
  return objects;
}

/** The value of the first object with this tag among the objects of `bytes`, or undefined. */
export function findTlv(bytes: Uint8Array, tag: number): Uint8Array | undefined {
  return readTlvs(bytes).find((object) => object.tag === tag)?.value;
}

/** As `findTlv`, but throws `tlv.missing` when the object is not there. */
export function requireTlv(bytes: Uint8Array, tag: number): Uint8Array {
  const value = findTlv(bytes, tag);
  if (value === undefined) throw tlvErrors.error("missing", { tag: tag.toString(16).toUpperCase() });
  return value;
}

function tagBytes(tag: number): Uint8Array {
  const octets: number[] = [];
  for (let rest = tag; rest > 0 || octets.length === 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return Uint8Array.from(octets);
}

/** Definite length in the fewest octets (ISO/IEC 8825-1, 8.1.3). */
export function encodeLength(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const octets = tagBytes(length);
  return concat(Uint8Array.of(0x80 | octets.length), octets);
}

/** The octets of one data object; several values are put in one after the other. */
export function tlv(tag: number, ...values: readonly Uint8Array[]): Uint8Array {
  const value = values.length === 1 ? values[0]! : concat(...values);
  return concat(tagBytes(tag), encodeLength(value.length), value);
}
