import { concat, toHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import type { ResponseApdu } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import { findTlv, readTlvs, tlv } from "#card/iso7816/tlv.js";
import { FieldReader, type GpCommand, gpErrors, lv, parsing } from "./command.js";
import { decodePrivileges, encodePrivileges } from "./privileges.js";

const NAME = "GET STATUS";
const INS = 0xf2;
export const MORE_DATA = 0x6310;

/** Which part of the registry: P1 of GET STATUS (11.4.2.1). */
const SCOPES = {
  "issuer-domain": 0x80,
  applications: 0x40,
  "load-files": 0x20,
  "load-files-and-modules": 0x10,
} as const;
export type StatusScope = keyof typeof SCOPES;

export interface GetStatus {
  readonly scope: StatusScope;
  /** Entries whose AID begins so; empty for all. */
  readonly aidPrefix: Uint8Array;
  /** Goes on after a 6310. */
  readonly next: boolean;
  /** Answers in `E3` templates instead of the older fixed layout. */
  readonly tagged: boolean;
  /** Objects of each template that are wanted (`5C`, 11.4.2.3); all when absent. */
  readonly tags?: readonly number[];
}

/** A tag list: tags one after the other, each of one or two octets. */
function readTagList(list: Uint8Array): number[] | undefined {
  const tags: number[] = [];
  for (let at = 0; at < list.length; at++) {
    const first = list[at]!;
    if ((first & 0x1f) !== 0x1f) tags.push(first);
    else {
      const second = list[++at];
      if (second === undefined) return undefined;
      tags.push((first << 8) | second);
    }
  }
  return tags;
}

const tagOctets = (tag: number): Uint8Array => (tag > 0xff ? Uint8Array.of(tag >> 8, tag & 0xff) : Uint8Array.of(tag));

export const getStatus: GpCommand<GetStatus> = {
  name: NAME,
  clause: "11.4",
  ins: INS,
  encode: ({ scope, aidPrefix, next, tagged, tags }) => {
    const p2 = (next ? 0x01 : 0) | (tagged ? 0x02 : 0);
    const list = tags === undefined ? [] : [tlv(0x5c, ...tags.map(tagOctets))];
    return new CommandApdu(0x80, INS, SCOPES[scope], p2, concat(tlv(0x4f, aidPrefix), ...list), 256);
  },
  decode: ({ p1, p2, data }) => {
    const reader = new FieldReader(NAME, data);
    const scope = (Object.keys(SCOPES) as StatusScope[]).find((name) => SCOPES[name] === p1);
    if (scope === undefined) throw reader.fault("P1");
    if ((p2 & 0xfc) !== 0) throw reader.fault("P2");
    const aidPrefix = parsing(NAME, "search criteria", () => findTlv(data, 0x4f));
    if (aidPrefix === undefined || aidPrefix.length > 16) throw reader.fault("search criteria");
    const list = parsing(NAME, "tag list", () => findTlv(data, 0x5c));
    const tags = list && readTagList(list);
    if (list !== undefined && tags === undefined) throw reader.fault("tag list");
    const asked = { scope, aidPrefix: aidPrefix.slice(), next: (p2 & 1) !== 0, tagged: (p2 & 2) !== 0 };
    return tags === undefined ? asked : { ...asked, tags };
  },
  log: ({ scope, aidPrefix, next }) =>
    `${scope}${next ? ", next" : ""}${aidPrefix.length ? ` aid=${toHex(aidPrefix)}` : ""}`,
};

/** One entry of a card's registry. */
export interface RegistryEntry {
  readonly aid: Uint8Array;
  readonly lifeCycle: number;
  /** 24-bit number (`Privilege`); 0 for load files. */
  readonly privileges: number;
  /** AIDs of the modules of a load file, where they were asked for. */
  readonly modules: readonly Uint8Array[];
  /** Load file of an application; only in the tagged form. */
  readonly loadFileAid?: Uint8Array;
  /** Security domain that the entry belongs to; only in the tagged form. */
  readonly domainAid?: Uint8Array;
}

const hasPrivileges = (scope: StatusScope): boolean => scope === "issuer-domain" || scope === "applications";

/** One entry as the answer to GET STATUS carries it (11.4.3.1); of a template only the objects in `tags`, where they are given. */
export function encodeRegistryEntry(
  entry: RegistryEntry,
  scope: StatusScope,
  tagged: boolean,
  tags?: readonly number[],
): Uint8Array {
  const withModules = scope === "load-files-and-modules";
  const { aid, lifeCycle, privileges, loadFileAid, domainAid } = entry;
  if (!tagged) {
    const own = hasPrivileges(scope) ? privileges >> 16 : 0;
    const count = withModules ? Uint8Array.of(entry.modules.length) : new Uint8Array(0);
    return concat(lv(aid), Uint8Array.of(lifeCycle, own), count, ...(withModules ? entry.modules.map(lv) : []));
  }
  const parts: Uint8Array[] = [];
  const tell = (tag: number, value: Uint8Array): void => {
    if (tags === undefined || tags.includes(tag)) parts.push(tlv(tag, value));
  };
  tell(0x4f, aid);
  tell(0x9f70, Uint8Array.of(lifeCycle));
  if (hasPrivileges(scope)) tell(0xc5, encodePrivileges(privileges));
  if (loadFileAid !== undefined) tell(0xc4, loadFileAid);
  if (withModules) for (const module of entry.modules) tell(0x84, module);
  if (domainAid !== undefined) tell(0xcc, domainAid);
  return tlv(0xe3, ...parts);
}

/** Reads the data of an answer to GET STATUS. Throws `gp.malformed-response`. */
export function parseRegistryEntries(data: Uint8Array, scope: StatusScope, tagged: boolean): RegistryEntry[] {
  try {
    return tagged ? readTlvs(data).map((object) => parseTagged(object.tag, object.value)) : parsePlain(data, scope);
  } catch (error) {
    if (!isMadoguchiError(error)) throw error;
    if (error.code === "gp.malformed-response") throw error;
    throw gpErrors.error("malformed-response", { command: NAME, reason: error.code }, { cause: error });
  }
}

function parseTagged(tag: number, value: Uint8Array): RegistryEntry {
  const objects = readTlvs(value);
  const find = (wanted: number): Uint8Array | undefined =>
    objects.find((object) => object.tag === wanted)?.value.slice();
  const aid = find(0x4f);
  const lifeCycle = find(0x9f70);
  const privileges = decodePrivileges(find(0xc5) ?? Uint8Array.of(0));
  if (tag !== 0xe3 || aid === undefined || !lifeCycle?.length || privileges === undefined) {
    throw gpErrors.error("malformed-response", { command: NAME, tag: tag.toString(16).toUpperCase() });
  }
  const loadFileAid = find(0xc4);
  const domainAid = find(0xcc);
  return {
    aid,
    lifeCycle: lifeCycle[0]!,
    privileges,
    modules: objects.filter((object) => object.tag === 0x84).map((object) => object.value.slice()),
    ...(loadFileAid === undefined ? {} : { loadFileAid }),
    ...(domainAid === undefined ? {} : { domainAid }),
  };
}

function parsePlain(data: Uint8Array, scope: StatusScope): RegistryEntry[] {
  const reader = new FieldReader(NAME, data);
  const entries: RegistryEntry[] = [];
  while (!reader.atEnd) {
    const aid = reader.aid("AID");
    const lifeCycle = reader.octet("life cycle");
    const privileges = reader.octet("privileges") << 16;
    const count = scope === "load-files-and-modules" ? reader.octet("number of modules") : 0;
    const modules = Array.from({ length: count }, () => reader.aid("module AID"));
    entries.push({ aid, lifeCycle, privileges, modules });
  }
  return entries;
}

/** The whole answer to one question, through as many GET STATUS as the card needs (6310). No entry at all gives []. */
export async function readRegistry(
  channel: { transmit(command: CommandApdu): Promise<ResponseApdu> },
  scope: StatusScope,
  aidPrefix: Uint8Array = new Uint8Array(0),
): Promise<RegistryEntry[]> {
  const entries: RegistryEntry[] = [];
  for (let next = false; ; next = true) {
    const response = await channel.transmit(getStatus.encode({ scope, aidPrefix, next, tagged: true }));
    if (response.sw === SW.REFERENCE_NOT_FOUND) return entries;
    if (!response.ok && response.sw !== MORE_DATA) {
      throw gpErrors.error("malformed-response", { command: NAME, sw: response.sw.toString(16).toUpperCase() });
    }
    entries.push(...parseRegistryEntries(response.data, scope, true));
    if (response.ok) return entries;
  }
}
