import { ascii, concat, equal, fromHex, readUintBE, uintBE } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { readTlvs, tlv } from "#card/iso7816/tlv.js";
import { checkContent } from "../load-file/check.js";
import { instanceSize } from "../load-file/size.js";
import type { AccessRule, CardAppContent, PackageFile } from "../package.js";

/** What the FCP template of a card application's DF says (ISO/IEC 7816-4, 7.4.3; decision 0007). */
export interface DirectoryParameters {
  readonly fileId: number;
  /** All of the package but its files. */
  readonly content: CardAppContent & { readonly files: readonly [] };
  /** Octets that its objects will hold once all files are there. */
  readonly size: number;
}

/** Life cycle status octets (ISO/IEC 7816-4, table 14). */
export const FILE_STATE = { CREATION: 0x01, DEACTIVATED: 0x04, ACTIVATED: 0x05 } as const;

const TEMPLATE = 0x62;
const TAG = {
  SIZE: 0x80,
  TOTAL_SIZE: 0x81,
  DESCRIPTOR: 0x82,
  FILE_ID: 0x83,
  NAME: 0x84,
  SHORT_ID: 0x88,
  LIFE_CYCLE: 0x8a,
  SECURITY: 0x8c,
  PROPRIETARY: 0xa5,
  LOAD_FILE: 0xc4,
} as const;
/** Objects of `A5`. */
const OWN = { MUNICIPALITY: 0x80, VERSION: 0x81, PIN: 0x82, KEY_SLOT: 0x83 } as const;

/** Descriptor of a DF, and of a working EF of linear records of variable size (table 12). */
const DF_DESCRIPTOR = 0x38;
const EF_DESCRIPTOR = fromHex("0441");
/** Compact format (table 30): delete, activate, deactivate the DF and create an EF in it, each under secure messaging and external authentication. */
const DF_SECURITY = fromHex("5AE0E0E0E0");
/** Update and read. */
const EF_ACCESS_MODE = 0x03;
/** Security condition octets: secure messaging and external authentication; with the holder's PIN; never. */
const CONDITION: Readonly<Record<AccessRule, number>> = { system: 0xe0, pin: 0xf0, never: 0xff };

/** The FCP template with which the DF of a package is made; `lifeCycle` otherwise is what SELECT tells. */
export function encodeDirectory(
  { fileId, content, size }: DirectoryParameters,
  lifeCycle: number = FILE_STATE.CREATION,
): Uint8Array {
  const { aid, loadFileAid, municipality, version, pin, serviceKey } = content;
  return tlv(
    TEMPLATE,
    tlv(TAG.DESCRIPTOR, Uint8Array.of(DF_DESCRIPTOR)),
    tlv(TAG.FILE_ID, uintBE(fileId, 2)),
    tlv(TAG.NAME, aid),
    tlv(TAG.TOTAL_SIZE, uintBE(size, 4)),
    tlv(TAG.LIFE_CYCLE, Uint8Array.of(lifeCycle)),
    tlv(TAG.SECURITY, DF_SECURITY),
    tlv(
      TAG.PROPRIETARY,
      tlv(TAG.LOAD_FILE, loadFileAid),
      tlv(OWN.MUNICIPALITY, ascii(municipality)),
      tlv(OWN.VERSION, ascii(version)),
      tlv(OWN.PIN, Uint8Array.of(pin.tries, pin.minLength, pin.maxLength)),
      tlv(OWN.KEY_SLOT, Uint8Array.of(serviceKey.version, serviceKey.length)),
    ),
  );
}

/** The FCP template of a record EF. */
export function encodeRecordFile({ id, records, recordSize, access }: PackageFile): Uint8Array {
  return tlv(
    TEMPLATE,
    tlv(TAG.DESCRIPTOR, EF_DESCRIPTOR, uintBE(recordSize, 2), Uint8Array.of(records)),
    tlv(TAG.FILE_ID, uintBE(id, 2)),
    tlv(TAG.SHORT_ID, Uint8Array.of(id << 3)),
    tlv(TAG.SIZE, uintBE(records * recordSize, 3)),
    tlv(TAG.LIFE_CYCLE, Uint8Array.of(FILE_STATE.CREATION)),
    tlv(TAG.SECURITY, Uint8Array.of(EF_ACCESS_MODE, CONDITION[access.update], CONDITION[access.read])),
  );
}

type Objects = ReadonlyMap<number, Uint8Array>;

function objectsOf(octets: Uint8Array | undefined): Objects {
  try {
    return new Map(readTlvs(octets ?? new Uint8Array(0)).map(({ tag, value }) => [tag, value]));
  } catch (error) {
    if (isMadoguchiError(error)) return new Map();
    throw error;
  }
}

const number = (octets: Uint8Array | undefined, at: number, length: number): number =>
  readUintBE(octets ?? new Uint8Array(0), at, length);
const text = (octets: Uint8Array | undefined): string => String.fromCharCode(...(octets ?? []));

/** Runs a check of the package's own rules; false when one is broken. */
function holds(content: CardAppContent): boolean {
  try {
    checkContent(content);
    return true;
  } catch (error) {
    if (isMadoguchiError(error, "package.bad-field")) return false;
    throw error;
  }
}

/** Any file that every package may have: the rules of a DF alone are checked with it. */
const SAMPLE: PackageFile = { id: 1, records: 1, recordSize: 1, access: { read: "never", update: "never" } };

/**
 * Reads the template of a DF; undefined when it is not exactly what `encodeDirectory` makes, or breaks a rule of packages.
 * `states`: the life cycles that are taken, that of a DF to be created when absent.
 */
export function decodeDirectory(
  octets: Uint8Array,
  states: readonly number[] = [FILE_STATE.CREATION],
): DirectoryParameters | undefined {
  const objects = objectsOf(objectsOf(octets).get(TEMPLATE));
  const own = objectsOf(objects.get(TAG.PROPRIETARY));
  const [pin, slot] = [own.get(OWN.PIN), own.get(OWN.KEY_SLOT)];
  const content = {
    aid: concat(objects.get(TAG.NAME) ?? new Uint8Array(0)),
    loadFileAid: concat(own.get(TAG.LOAD_FILE) ?? new Uint8Array(0)),
    municipality: text(own.get(OWN.MUNICIPALITY)),
    version: text(own.get(OWN.VERSION)),
    serviceKey: { version: number(slot, 0, 1), length: number(slot, 1, 1) as 16 | 24 | 32 },
    pin: { tries: number(pin, 0, 1), minLength: number(pin, 1, 1), maxLength: number(pin, 2, 1) },
    files: [],
  } as const;
  if (!holds({ ...content, files: [SAMPLE] })) return undefined;
  const fileId = number(objects.get(TAG.FILE_ID), 0, 2);
  const parameters = { fileId, content, size: number(objects.get(TAG.TOTAL_SIZE), 0, 4) };
  const lifeCycle = number(objects.get(TAG.LIFE_CYCLE), 0, 1);
  const canonical = states.includes(lifeCycle) && equal(encodeDirectory(parameters, lifeCycle), octets);
  return canonical ? parameters : undefined;
}

function ruleOf(condition: number | undefined): AccessRule {
  return condition === CONDITION.system ? "system" : condition === CONDITION.pin ? "pin" : "never";
}

/** Reads the template of a record EF; undefined when it is not exactly what `encodeRecordFile` makes, or breaks a rule of packages. */
export function decodeRecordFile(octets: Uint8Array, directory: DirectoryParameters): PackageFile | undefined {
  const objects = objectsOf(objectsOf(octets).get(TEMPLATE));
  const descriptor = objects.get(TAG.DESCRIPTOR);
  const security = objects.get(TAG.SECURITY);
  const file = {
    id: number(objects.get(TAG.FILE_ID), 0, 2),
    records: number(descriptor, 4, 1),
    recordSize: number(descriptor, 2, 2),
    access: { update: ruleOf(security?.[1]), read: ruleOf(security?.[2]) },
  };
  if (!holds({ ...directory.content, files: [file] })) return undefined;
  return equal(encodeRecordFile(file), octets) ? file : undefined;
}

/** What a package's DF is made with, under the file identifier that the loader chose. */
export function directoryOf(content: CardAppContent, fileId: number): DirectoryParameters {
  return { fileId, content: { ...content, files: [] }, size: instanceSize(content) };
}
