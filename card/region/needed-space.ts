import type { CardAppPackage } from "./package.js";

/** Octets of a card's own bookkeeping for one stored object (registry entry, block header); measured cards may need less. */
const OBJECT_OVERHEAD = 32;
/** Load file, registry entry, and the instance's state, keys and PIN. */
const FIXED_OBJECTS = 5;

/** Octets that must be free before a package is loaded: its contents, and a card's bookkeeping for them and for each file. */
export function neededSpace(pkg: CardAppPackage): number {
  return pkg.loadFile.length + pkg.size + OBJECT_OVERHEAD * (FIXED_OBJECTS + pkg.files.length);
}
