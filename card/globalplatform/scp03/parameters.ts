import { SecurityLevel } from "../secure-channel/levels.js";

/** Length of challenges, cryptograms and MACs: 8 or 16 octets (Amendment D 1.2, 4.1.3). */
export type Scp03Mode = "S8" | "S16";

/** Octets of a challenge, cryptogram or MAC in each mode. */
export const MODE_LENGTH: Readonly<Record<Scp03Mode, 8 | 16>> = { S8: 8, S16: 16 };

/** Bits of the parameter `i` (Amendment D, table 5-1). */
export const Scp03Option = {
  S16: 0x01,
  PSEUDO_RANDOM_CHALLENGE: 0x10,
  R_MAC: 0x20,
  R_ENCRYPTION: 0x40,
} as const;

/** How a card's end of the channel is set up. */
export interface Scp03Setup {
  readonly protocol?: "SCP03";
  /** Parameter `i` (Amendment D, table 5-1); its S16 bit is taken from `mode`. */
  readonly i: number;
  readonly mode: Scp03Mode;
}

/** Parameter `i` as the card tells it. */
export function scp03Parameter({ i, mode }: Scp03Setup): number {
  return mode === "S16" ? i | Scp03Option.S16 : i & ~Scp03Option.S16;
}

/** The levels that may be asked for: each protection includes those it stands on. */
const LEVELS: readonly number[] = [0x00, 0x01, 0x03, 0x11, 0x13, 0x33];

/** True when `level` is a legal level and a card with parameter `i` offers it. */
export function levelOffered(level: number, i: number): boolean {
  if (!LEVELS.includes(level)) return false;
  if ((level & SecurityLevel.R_ENCRYPTION) !== 0) return (i & Scp03Option.R_ENCRYPTION) !== 0;
  if ((level & SecurityLevel.R_MAC) !== 0) return (i & Scp03Option.R_MAC) !== 0;
  return true;
}

/** The highest of the levels that a card with parameter `i` offers and that lies within `wish`. */
export function strongestLevel(i: number, wish = 0x33): number {
  return LEVELS.filter((level) => (level & ~wish) === 0 && levelOffered(level, i)).at(-1) ?? 0;
}
