import type { AreaMemory, Dialect } from "./card-driver.js";
import { directoryOf, encodeDirectory, encodeRecordFile } from "./iso-fs/control-parameters.js";
import { FIRST_DF } from "./iso-fs/names.js";
import { instanceValues, volatileSize } from "./load-file/size.js";
import type { CardAppPackage } from "./package.js";

/**
 * How our cards keep a value (ours: decision 0003; a real vendor's figure comes from J-LIS): a header in front of it, and whole granules.
 */
export const CARD_BLOCK = { header: 16, granule: 8 } as const;

/** Octets that a value of `length` takes on the card with its header. */
export function heldOctets(length: number): number {
  return CARD_BLOCK.header + Math.ceil(length / CARD_BLOCK.granule) * CARD_BLOCK.granule;
}

/** Fixed part of a registry entry; each AID or text behind it has two octets of tag and length. */
const ENTRY = 9;
const entry = (...lengths: readonly number[]): number => lengths.reduce((sum, length) => sum + 2 + length, ENTRY);

/** On GlobalPlatform: the load file, its registry entry with what it says of itself, and that of the application with its (empty) parameters. */
function registryValues({ aid, loadFileAid, loadFile, municipality, version }: CardAppPackage): readonly number[] {
  return [
    loadFile.length,
    entry(loadFileAid.length, aid.length, municipality.length, version.length),
    entry(aid.length, aid.length, 0),
  ];
}

/** In a native file system: the control parameters of the DF, behind its state octet, and of each EF. */
function fileValues(pkg: CardAppPackage): readonly number[] {
  const files = pkg.files.map((file) => encodeRecordFile(file).length);
  return [1 + encodeDirectory(directoryOf(pkg, FIRST_DF)).length, ...files];
}

/** Lengths of the values by which a card of each dialect keeps a package beside the values of its instance. */
const BOOKKEEPING: Readonly<Record<Dialect, (pkg: CardAppPackage) => readonly number[]>> = {
  "gp-scp03": registryValues,
  "gp-scp02": registryValues,
  "iso-fs": fileValues,
};

/**
 * Octets that must be free before a package is loaded: exactly what our cards of the dialect take for it, bookkeeping and headers
 * included (harness/profiles/memory-accounting.test.ts proves it for packages of random shapes).
 */
export function neededSpace(pkg: CardAppPackage, dialect: Dialect): number {
  const lengths = [...BOOKKEEPING[dialect](pkg), ...instanceValues(pkg)];
  return lengths.reduce((sum, length) => sum + heldOctets(length), 0);
}

/** Octets that come free before a package is loaded: those of an application that goes first. */
export interface GivenBack {
  readonly octets: number;
  readonly volatile: number;
}

/** The least that any of our applications gives back in volatile memory: how much it is for one that is on a card, no list tells. */
export const LEAST_VOLATILE = volatileSize({ serviceKey: { version: 1, length: 16 } });

/** `what` of the details where it is the volatile memory that a card has too little of. */
export const VOLATILE_LACK = "volatile memory";

/** What a card has too little of for a package: the details of `card.no-space`. Undefined when the package fits. */
export function shortage(
  { free, quota, volatile }: AreaMemory,
  pkg: CardAppPackage,
  dialect: Dialect,
  back: GivenBack = { octets: 0, volatile: 0 },
): Readonly<Record<string, number | string>> | undefined {
  const needed = neededSpace(pkg, dialect);
  if (free + back.octets < needed) return { needed, free, quota };
  const session = volatileSize(pkg);
  if (volatile.free + back.volatile < session) return { what: VOLATILE_LACK, needed: session, free: volatile.free };
  return undefined;
}
