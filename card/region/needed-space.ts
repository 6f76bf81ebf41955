import type { Dialect } from "./card-driver.js";
import { instanceValues } from "./load-file/size.js";
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

/** A GlobalPlatform registry's entries for a package: its load file with what it says of itself, and the application with its (empty) parameters. */
function registryEntries({ aid, loadFileAid, municipality, version }: CardAppPackage): readonly number[] {
  return [entry(loadFileAid.length, aid.length, municipality.length, version.length), entry(aid.length, aid.length, 0)];
}

/** Lengths of the values by which a card of each dialect keeps a package beside the values of its instance. */
const BOOKKEEPING: Readonly<Record<Dialect, (pkg: CardAppPackage) => readonly number[]>> = {
  "gp-scp03": registryEntries,
  "gp-scp02": registryEntries,
  "iso-fs": registryEntries,
};

/**
 * Octets that must be free before a package is loaded: exactly what our cards of the dialect take for it, bookkeeping and headers
 * included (harness/profiles/memory-accounting.test.ts proves it for packages of random shapes).
 */
export function neededSpace(pkg: CardAppPackage, dialect: Dialect): number {
  const lengths = [pkg.loadFile.length, ...BOOKKEEPING[dialect](pkg), ...instanceValues(pkg)];
  return lengths.reduce((sum, length) => sum + heldOctets(length), 0);
}
