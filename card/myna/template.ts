import { concat, readUintBE, uintBE } from "#card/bytes/bytes.js";
import { readTlv, readTlvs, type Tlv, tlvErrors } from "#card/iso7816/tlv.js";
import { mynaErrors } from "./errors.js";

/** One data object to put into a template. Tags are of one or two octets. */
export interface Field {
  readonly tag: number;
  readonly value: Uint8Array;
}

/**
 * The length form of the issuer's files: one octet below 128, else always `82` and two octets. So 128 is `82 0080` and
 * 159 is `82 009F` (card-facts 1.5, EF 0005), longer than BER needs.
 */
function cardLength(length: number): Uint8Array {
  return length < 0x80 ? Uint8Array.of(length) : Uint8Array.of(0x82, length >> 8, length & 0xff);
}

/** A data object with the length form of `cardLength`. */
export function cardObject(tag: number, value: Uint8Array): Uint8Array {
  return concat(uintBE(tag, tag > 0xff ? 2 : 1), cardLength(value.length), value);
}

/**
 * A file of the 券面 applications: an outer tag around the fields. With `offsetTag`, a table goes before them: two octets
 * a field, its place counted from the first octet of the file.
 */
export function encodeTemplate(tag: number, fields: readonly Field[], offsetTag?: number): Uint8Array {
  const objects = fields.map((field) => cardObject(field.tag, field.value));
  if (offsetTag === undefined) return cardObject(tag, concat(...objects));
  const tableSize = cardObject(offsetTag, new Uint8Array(2 * objects.length)).length;
  const inner = tableSize + objects.reduce((sum, object) => sum + object.length, 0);
  let place = 2 + cardLength(inner).length + tableSize;
  const offsets = objects.map((object) => {
    const offset = uintBE(place, 2);
    place += object.length;
    return offset;
  });
  return cardObject(tag, concat(cardObject(offsetTag, concat(...offsets)), ...objects));
}

/** Runs a TLV reader; its errors become `myna.malformed-file` with the file's name. */
function reading<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!tlvErrors.is(error)) throw error;
    throw mynaErrors.error("malformed-file", { file, ...error.details }, { cause: error });
  }
}

/** The outer object of a file; octets behind it (FF filler) are ignored. Throws `myna.malformed-file`. */
export function parseObject(file: string, bytes: Uint8Array, tag: number): Tlv {
  const outer = reading(file, () => readTlv(bytes));
  if (outer.tag !== tag) {
    throw mynaErrors.error("malformed-file", { file, tag: hexTag(outer.tag), expected: hexTag(tag), offset: 0 });
  }
  return outer;
}

/** The fields of a file that was read, by tag. */
export interface Template {
  /** The value of a field. Throws `myna.malformed-file` when it is absent or not of `length` octets (where given). */
  value(tag: number, length?: number): Uint8Array;
  /** The fields named, as written with tag and length, one after the other: what the issuer's signatures cover. */
  objects(...tags: readonly number[]): Uint8Array;
}

function hexTag(tag: number): string {
  return tag.toString(16).toUpperCase();
}

/**
 * Reads a file made by `encodeTemplate`. The offset table is compared with where the fields stand. `file` names the file
 * in errors, e.g. `visual 0002`. Throws `myna.malformed-file`.
 */
export function parseTemplate(file: string, bytes: Uint8Array, tag: number, offsetTag?: number): Template {
  const malformed = (facts: Record<string, string | number>) => mynaErrors.error("malformed-file", { file, ...facts });
  const outer = parseObject(file, bytes, tag);
  const base = outer.end - outer.value.length;
  let fields = reading(file, () => readTlvs(outer.value));
  if (offsetTag !== undefined) {
    const [table, ...rest] = fields;
    if (table?.tag !== offsetTag) throw malformed({ missing: hexTag(offsetTag), offset: base });
    if (table.value.length !== 2 * rest.length) throw malformed({ place: hexTag(offsetTag), offset: base });
    rest.forEach((field, index) => {
      if (readUintBE(table.value, 2 * index, 2) !== base + field.start) {
        throw malformed({ place: `${hexTag(offsetTag)}[${index}]`, offset: base + field.start });
      }
    });
    fields = rest;
  }
  const find = (wanted: number): Tlv => {
    const field = fields.find((candidate) => candidate.tag === wanted);
    if (field === undefined) throw malformed({ missing: hexTag(wanted) });
    return field;
  };
  return {
    value(wanted, length) {
      const field = find(wanted);
      if (length !== undefined && field.value.length !== length) {
        throw malformed({ place: hexTag(wanted), offset: base + field.start, length: field.value.length });
      }
      return field.value;
    },
    objects: (...tags) => concat(...tags.map((wanted) => outer.value.subarray(find(wanted).start, find(wanted).end))),
  };
}

/** `content` followed by `FF` up to `size` octets: how the card holds a file that is shorter than its place. */
export function filled(content: Uint8Array, size: number): Uint8Array {
  if (content.length > size) throw mynaErrors.error("bad-value", { place: "file", length: content.length, size });
  const file = new Uint8Array(size).fill(0xff);
  file.set(content);
  return file;
}
