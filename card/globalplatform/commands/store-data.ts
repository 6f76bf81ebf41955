import { concat, uintBE } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { FieldReader, type GpCommand, gpErrors } from "./command.js";

const NAME = "STORE DATA";
const INS = 0xe2;

const STRUCTURES = { plain: 0x00, dgi: 0x08, tlv: 0x10 } as const;
const ENCRYPTIONS = { none: 0x00, application: 0x20, encrypted: 0x60 } as const;

/** How the data of STORE DATA is built (11.11.2.1). */
export type StoreDataStructure = keyof typeof STRUCTURES;
/** Whether it is encrypted under the DEK, beyond what the channel does. */
export type StoreDataEncryption = keyof typeof ENCRYPTIONS;

export interface StoreData {
  readonly structure: StoreDataStructure;
  readonly encryption: StoreDataEncryption;
  readonly block: number;
  readonly last: boolean;
  readonly data: Uint8Array;
}

function nameOf<K extends string>(codes: Readonly<Record<K, number>>, code: number): K | undefined {
  return (Object.keys(codes) as K[]).find((name) => codes[name] === code);
}

export const storeData: GpCommand<StoreData> = {
  name: NAME,
  clause: "11.11",
  ins: INS,
  encode: ({ structure, encryption, block, last, data }) => {
    const p1 = (last ? 0x80 : 0) | ENCRYPTIONS[encryption] | STRUCTURES[structure];
    return new CommandApdu(0x80, INS, p1, block, data);
  },
  decode: ({ p1, p2, data }) => {
    const structure = nameOf(STRUCTURES, p1 & 0x18);
    const encryption = nameOf(ENCRYPTIONS, p1 & 0x60);
    if (structure === undefined || encryption === undefined || (p1 & 0x06) !== 0) {
      throw new FieldReader(NAME, data).fault("P1");
    }
    return { structure, encryption, block: p2, last: (p1 & 0x80) !== 0, data };
  },
  log: ({ structure, block, last, data }) =>
    `${structure}, block ${block}${last ? ", last" : ""}, ${data.length} octets (hidden)`,
};

/** The STORE DATA commands that carry `data` in blocks of at most `blockSize` octets. */
export function storeDataCommands(
  data: Uint8Array,
  blockSize: number,
  structure: StoreDataStructure,
  encryption: StoreDataEncryption = "none",
): CommandApdu[] {
  const count = Math.max(1, Math.ceil(data.length / blockSize));
  if (count > 256) throw new FieldReader(NAME, data).fault("block number");
  return Array.from({ length: count }, (_, block) =>
    storeData.encode({
      structure,
      encryption,
      block,
      last: block === count - 1,
      data: data.slice(block * blockSize, (block + 1) * blockSize),
    }),
  );
}

/** A data group: two octets of identifier, a length of one or three octets, data (GlobalPlatform Systems Scripting; EMV CPS 1.1). */
export interface DataGroup {
  readonly dgi: number;
  readonly data: Uint8Array;
}

export function encodeDataGroup({ dgi, data }: DataGroup): Uint8Array {
  const length = data.length < 0xff ? Uint8Array.of(data.length) : concat(Uint8Array.of(0xff), uintBE(data.length, 2));
  return concat(uintBE(dgi, 2), length, data);
}

/** The whole data groups at the start of `octets`, and what is left of one that goes on in the next block. */
export function takeDataGroups(octets: Uint8Array): { readonly groups: DataGroup[]; readonly rest: Uint8Array } {
  const groups: DataGroup[] = [];
  let at = 0;
  while (octets.length - at >= 3) {
    const long = octets[at + 2] === 0xff;
    if (long && octets.length - at < 5) break;
    const length = long ? (octets[at + 3]! << 8) | octets[at + 4]! : octets[at + 2]!;
    const start = at + (long ? 5 : 3);
    if (start + length > octets.length) break;
    groups.push({ dgi: (octets[at]! << 8) | octets[at + 1]!, data: octets.slice(start, start + length) });
    at = start + length;
  }
  return { groups, rest: octets.slice(at) };
}

/** Reads data groups that must be whole. Throws `gp.malformed-command`. */
export function parseDataGroups(octets: Uint8Array): DataGroup[] {
  const { groups, rest } = takeDataGroups(octets);
  if (rest.length === 0) return groups;
  throw gpErrors.error("malformed-command", { command: NAME, field: "DGI", offset: octets.length - rest.length });
}
