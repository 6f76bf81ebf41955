import { concat, readUintBE, uintBE } from "#card/bytes/bytes.js";
import { readTlvs, tlv } from "#card/iso7816/tlv.js";

export type ElementKind = "domain" | "application" | "load-file";
const KINDS: readonly ElementKind[] = ["domain", "application", "load-file"];

/** State of a load file whose LOAD has not ended: what a tear leaves. Ours, GlobalPlatform has no octet for it. */
export const LOADING = 0x00;

/** One entry of the card's registry, as NVM keeps it. */
export interface RegistryElement {
  /** Key of the entry in the registry, and owner number of all the element's own data. */
  readonly id: number;
  readonly kind: ElementKind;
  readonly state: number;
  readonly privileges: number;
  /** Id of the security domain that the element belongs to; its own for the issuer's. */
  readonly domain: number;
  /** Id of the load file of an application; 0 for none. */
  readonly loadFile: number;
  readonly aid: Uint8Array;
  /** Modules of a load file, or the one module of an application. */
  readonly modules: readonly Uint8Array[];
  /** Install parameters of an application (`C9`). */
  readonly parameters?: Uint8Array;
  /** Octets that everything below a domain may hold. */
  readonly quota?: number;
  /** Octets of volatile memory that the installation of an application asked for. */
  readonly volatile?: number;
  /** Hash that the finished load file must have. */
  readonly hash?: Uint8Array;
  readonly municipality?: string;
  readonly version?: string;
}

/** Domains made by INSTALL name the module that they are an instance of; those from issuance do not. */
export function isFromIssuance({ kind, modules }: RegistryElement): boolean {
  return kind === "domain" && modules.length === 0;
}

/** Offset of the state octet: a life cycle changes by one octet in place. */
export const STATE_OFFSET = 1;

const TAG = {
  AID: 0x4f,
  MODULE: 0x84,
  PARAMETERS: 0xc9,
  QUOTA: 0x80,
  VOLATILE: 0x85,
  HASH: 0x81,
  MUNICIPALITY: 0x82,
  VERSION: 0x83,
};
const HEADER = 9;

/** Kind (1) ‖ state (1) ‖ privileges (3) ‖ domain (2) ‖ load file (2) ‖ data objects. */
export function encodeElement(element: RegistryElement): Uint8Array {
  const { kind, state, privileges, domain, loadFile, aid, modules, parameters, quota, hash } = element;
  const header = [Uint8Array.of(KINDS.indexOf(kind), state), uintBE(privileges, 3), uintBE(domain, 2)];
  const parts = [
    ...header,
    uintBE(loadFile, 2),
    tlv(TAG.AID, aid),
    ...modules.map((module) => tlv(TAG.MODULE, module)),
  ];
  if (parameters !== undefined) parts.push(tlv(TAG.PARAMETERS, parameters));
  if (quota !== undefined) parts.push(tlv(TAG.QUOTA, uintBE(quota, 4)));
  if (element.volatile !== undefined) parts.push(tlv(TAG.VOLATILE, uintBE(element.volatile, 4)));
  if (hash !== undefined) parts.push(tlv(TAG.HASH, hash));
  if (element.municipality !== undefined) parts.push(tlv(TAG.MUNICIPALITY, Buffer.from(element.municipality)));
  if (element.version !== undefined) parts.push(tlv(TAG.VERSION, Buffer.from(element.version)));
  return concat(...parts);
}

export function decodeElement(id: number, octets: Uint8Array): RegistryElement {
  const objects = readTlvs(octets.subarray(HEADER));
  const value = (tag: number): Uint8Array | undefined => objects.find((object) => object.tag === tag)?.value.slice();
  const text = (tag: number): string | undefined => {
    const found = value(tag);
    return found && Buffer.from(found).toString();
  };
  const [parameters, quota, hash] = [value(TAG.PARAMETERS), value(TAG.QUOTA), value(TAG.HASH)];
  const volatile = value(TAG.VOLATILE);
  const [municipality, version] = [text(TAG.MUNICIPALITY), text(TAG.VERSION)];
  return {
    id,
    kind: KINDS[octets[0]!]!,
    state: octets[STATE_OFFSET]!,
    privileges: readUintBE(octets, 2, 3),
    domain: readUintBE(octets, 5, 2),
    loadFile: readUintBE(octets, 7, 2),
    aid: value(TAG.AID)!,
    modules: objects.filter((object) => object.tag === TAG.MODULE).map((object) => object.value.slice()),
    ...(parameters === undefined ? {} : { parameters }),
    ...(quota === undefined ? {} : { quota: readUintBE(quota, 0, 4) }),
    ...(volatile === undefined ? {} : { volatile: readUintBE(volatile, 0, 4) }),
    ...(hash === undefined ? {} : { hash }),
    ...(municipality === undefined ? {} : { municipality }),
    ...(version === undefined ? {} : { version }),
  };
}
