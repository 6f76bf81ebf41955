import { equal, readUintBE, startsWith } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { readTlvs, type Tlv } from "#card/iso7816/tlv.js";
import type { AccessRule, CardAppPackage, PackageFile } from "../package.js";
import { checkContent } from "./check.js";
import { encodeContent } from "./encode.js";
import { packageErrors } from "./errors.js";
import { FORMAT_VERSION, MAGIC, RULE_CODES, SIGNATURE_LENGTH, TAG } from "./format.js";
import { instanceSize } from "./size.js";

/** Takes data objects one after the other; any surprise is `package.malformed` at its offset in the file. */
class ObjectReader {
  readonly #objects: readonly Tlv[];
  readonly #base: number;
  #next = 0;

  constructor(bytes: Uint8Array, base: number) {
    this.#base = base;
    try {
      this.#objects = readTlvs(bytes);
    } catch (error) {
      if (!isMadoguchiError(error)) throw error;
      throw packageErrors.error("malformed", { offset: base, reason: error.code }, { cause: error });
    }
  }

  get atEnd(): boolean {
    return this.#next === this.#objects.length;
  }

  nextIs(tag: number): boolean {
    return this.#objects[this.#next]?.tag === tag;
  }

  /** The next object, which must have this tag and, when given, this length. */
  take(tag: number, length?: number): { readonly value: Uint8Array; readonly offset: number } {
    const object = this.#objects[this.#next];
    if (object?.tag !== tag || (length !== undefined && object.value.length !== length)) {
      throw packageErrors.error("malformed", { offset: this.#base + (object?.start ?? 0), expected: tag.toString(16) });
    }
    this.#next++;
    return { value: object.value, offset: this.#base + object.end - object.value.length };
  }
}

const text = (octets: Uint8Array): string => String.fromCharCode(...octets);

function parseRule(code: number | undefined, field: string): AccessRule {
  for (const [rule, octet] of Object.entries(RULE_CODES)) if (octet === code) return rule as AccessRule;
  throw packageErrors.error("bad-field", { field });
}

function parseFile(outer: ObjectReader, index: number): PackageFile {
  const { value, offset } = outer.take(TAG.FILE);
  const reader = new ObjectReader(value, offset);
  const id = reader.take(TAG.FILE_ID, 1).value[0]!;
  const size = reader.take(TAG.FILE_SIZE, 3).value;
  const rules = reader.take(TAG.FILE_RULES, 2).value;
  return {
    id,
    records: size[0]!,
    recordSize: readUintBE(size, 1, 2),
    access: {
      read: parseRule(rules[0], `files[${index}].access.read`),
      update: parseRule(rules[1], `files[${index}].access.update`),
    },
  };
}

/** True when octets begin as our packages do: what tells them from a generic load file. */
export function looksLikePackage(loadFile: Uint8Array): boolean {
  return startsWith(loadFile, MAGIC);
}

/**
 * Reads a package strictly: every field once and in order, shortest encodings only, nothing behind it.
 * The signature is not checked (`verifyPackage` does). Throws `package.not-a-package`, `package.unknown-format`,
 * `package.malformed` (with `offset`), `package.bad-field` (with `field`).
 */
export function parsePackage(octets: Uint8Array): CardAppPackage {
  if (!looksLikePackage(octets)) throw packageErrors.error("not-a-package", { size: octets.length });
  const outer = new ObjectReader(octets, 0);
  const body = outer.take(TAG.CONTENT);
  outer.take(TAG.SIGNATURE, SIGNATURE_LENGTH);
  if (!outer.atEnd) throw packageErrors.error("malformed", { offset: octets.length, reason: "surplus" });

  const reader = new ObjectReader(body.value, body.offset);
  const format = reader.take(TAG.FORMAT, 1).value[0]!;
  if (format !== FORMAT_VERSION) throw packageErrors.error("unknown-format", { format });
  const aid = reader.take(TAG.AID).value.slice();
  const loadFileAid = reader.take(TAG.LOAD_FILE_AID).value.slice();
  const municipality = text(reader.take(TAG.MUNICIPALITY, 5).value);
  const version = text(reader.take(TAG.VERSION).value);
  const slot = reader.take(TAG.SERVICE_KEY, 2).value;
  const pin = reader.take(TAG.PIN, 3).value;
  const files: PackageFile[] = [];
  while (reader.nextIs(TAG.FILE)) files.push(parseFile(reader, files.length));
  const size = readUintBE(reader.take(TAG.SIZE, 4).value, 0, 4);
  if (!reader.atEnd) throw packageErrors.error("malformed", { offset: body.offset, reason: "surplus" });

  const content = {
    aid,
    loadFileAid,
    municipality,
    version,
    serviceKey: { version: slot[0]!, length: slot[1]! as 16 | 24 | 32 },
    pin: { tries: pin[0]!, minLength: pin[1]!, maxLength: pin[2]! },
    files,
  };
  checkContent(content);
  if (size !== instanceSize(content)) throw packageErrors.error("bad-field", { field: "size" });
  // One content, one encoding: lengths in more octets than needed are refused here.
  const canonical = encodeContent(content);
  if (!equal(canonical, octets.subarray(0, canonical.length))) {
    throw packageErrors.error("malformed", { offset: 0, reason: "not canonical" });
  }
  if (octets.length !== canonical.length + 3 + SIGNATURE_LENGTH) {
    throw packageErrors.error("malformed", { offset: canonical.length, reason: "not canonical" });
  }
  return { ...content, size, loadFile: octets.slice() };
}
