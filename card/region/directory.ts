import { ascii, readUintBE, uintBE } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { readTlvs, tlv } from "#card/iso7816/tlv.js";
import { areaErrors, DIRECTORY_TAG, QUOTA_TAG, RESOURCES_TAG, readExactly } from "./area-record.js";
import type { AreaMemory, CardAppState } from "./card-driver.js";

/**
 * Life cycle octets of an entry (GlobalPlatform 2.3.1, 5.3): bits 1-3 are the standard's, bits 4-7 are the application's own.
 * Ours: bit 4 = personalised, bit 5 = its PIN is locked.
 */
export const LIFE_CYCLE = {
  /** A load file without an application: only in our directory, GlobalPlatform's LOADED. */
  LOADED: 0x01,
  SELECTABLE: 0x07,
  PERSONALISED: 0x0f,
  PIN_LOCKED: 0x1f,
} as const;

/** One object of the directory as it stands on the card. */
export interface DirectoryEntry {
  /** AID of the application, or of the load file where nothing is installed from it. */
  readonly aid: Uint8Array;
  readonly loadFileAid: Uint8Array;
  readonly lifeCycle: number;
  readonly municipality?: string;
  readonly version?: string;
  /** File identifier of the application's DF, on cards of dialect `iso-fs`. */
  readonly fileId?: number;
  /** Octets of non-volatile memory that load file and application hold, headers included. */
  readonly size: number;
}

/** What a life cycle octet means; `83` and above is GlobalPlatform's LOCKED. */
export function cardAppState(lifeCycle: number): CardAppState {
  if (lifeCycle === LIFE_CYCLE.LOADED) return "loading";
  if ((lifeCycle & 0x80) !== 0 || (lifeCycle & 0x10) !== 0) return "locked";
  return (lifeCycle & 0x08) !== 0 ? "personalised" : "installed";
}

function encodeEntry(entry: DirectoryEntry): Uint8Array {
  const optional = (tag: number, value: string | undefined): Uint8Array =>
    value === undefined ? new Uint8Array(0) : tlv(tag, ascii(value));
  const fileId = entry.fileId === undefined ? new Uint8Array(0) : tlv(0x83, uintBE(entry.fileId, 2));
  return tlv(
    0x61,
    tlv(0x4f, entry.aid),
    tlv(0xc4, entry.loadFileAid),
    tlv(0x9f70, Uint8Array.of(entry.lifeCycle)),
    optional(0x80, entry.municipality),
    optional(0x81, entry.version),
    tlv(0x82, uintBE(entry.size, 4)),
    fileId,
  );
}

/** The directory, `DF71` with tag and length: what GET DATA gives. */
export function encodeDirectory(entries: readonly DirectoryEntry[]): Uint8Array {
  return tlv(DIRECTORY_TAG, ...entries.map(encodeEntry), new Uint8Array(0));
}

function parseEntry(octets: Uint8Array): DirectoryEntry {
  const objects = new Map(readTlvs(octets).map((object) => [object.tag, object.value]));
  const field = (tag: number, low: number, high: number): Uint8Array => {
    const value = objects.get(tag);
    if (value === undefined || value.length < low || value.length > high) {
      throw areaErrors.error("bad-record", { what: "directory", tag: tag.toString(16).toUpperCase() });
    }
    return value;
  };
  const text = (tag: number): string | undefined => {
    const value = objects.get(tag);
    return value === undefined ? undefined : String.fromCharCode(...value);
  };
  const municipality = text(0x80);
  const version = text(0x81);
  return {
    aid: field(0x4f, 5, 16),
    loadFileAid: field(0xc4, 5, 16),
    lifeCycle: field(0x9f70, 1, 1)[0]!,
    ...(municipality === undefined ? {} : { municipality }),
    ...(version === undefined ? {} : { version }),
    ...(objects.has(0x83) ? { fileId: readUintBE(field(0x83, 2, 2), 0, 2) } : {}),
    size: readUintBE(field(0x82, 4, 4), 0, 4),
  };
}

/** Reads a directory, tag and length included. Throws `area.bad-record`. */
export function parseDirectory(octets: Uint8Array): DirectoryEntry[] {
  const [value] = readExactly(octets, [DIRECTORY_TAG], "directory");
  try {
    return readTlvs(value!).map((object) => {
      if (object.tag !== 0x61) throw areaErrors.error("bad-record", { what: "directory", offset: object.start });
      return parseEntry(object.value);
    });
  } catch (error) {
    if (isMadoguchiError(error) && error.code.startsWith("tlv.")) {
      throw areaErrors.error("bad-record", { what: "directory", reason: error.code }, { cause: error });
    }
    throw error;
  }
}

/** What the regional area may hold and what of it is free: `DF72` quota, and `FF21` {`81` applications, `82` free, `83` free volatile}. */
export function encodeQuota(octets: number): Uint8Array {
  return tlv(QUOTA_TAG, uintBE(octets, 4));
}

export function encodeResources(applications: number, free: number, freeVolatile: number): Uint8Array {
  return tlv(
    RESOURCES_TAG,
    tlv(0x81, uintBE(applications, 2)),
    tlv(0x82, uintBE(free, 4)),
    tlv(0x83, uintBE(freeVolatile, 4)),
  );
}

/** The area's memory from its quota and resources objects, each with tag and length. Throws `area.bad-record`. */
export function parseMemory(quota: Uint8Array, resources: Uint8Array): AreaMemory {
  const [limit] = readExactly(quota, [QUOTA_TAG], "quota");
  const [value] = readExactly(resources, [RESOURCES_TAG], "resources");
  const [, free, freeVolatile] = readExactly(value!, [0x81, 0x82, 0x83], "resources");
  const promised = readUintBE(limit!, 0, limit!.length);
  const left = readUintBE(free!, 0, free!.length);
  if (limit!.length > 4 || free!.length > 4 || freeVolatile!.length > 4 || left > promised) {
    throw areaErrors.error("bad-record", { what: "resources", quota: promised, free: left });
  }
  const volatile = { free: readUintBE(freeVolatile!, 0, freeVolatile!.length) };
  return { quota: promised, used: promised - left, free: left, volatile };
}
