import type { CardAppContent } from "../package.js";

/** State octets of an instance: personalised flag, key version, key length, tries left, PIN length. */
const STATE_OCTETS = 5;

/** What an instance is laid out from. */
type Layout = Pick<CardAppContent, "serviceKey" | "pin" | "files">;

/** Lengths of the values that an instance keeps: its state, three service keys, the PIN, and each file's records with their length octets. */
export function instanceValues({ serviceKey, pin, files }: Layout): readonly number[] {
  const records = files.map((file) => file.records * (1 + file.recordSize));
  return [STATE_OCTETS, 3 * serviceKey.length, pin.maxLength, ...records];
}

/** Beside its keys a session keeps a MAC chaining value, a counter of 16 octets each, its level, and whether the PIN was right. */
const SESSION_OCTETS = 16 + 16 + 8;

/**
 * Octets of volatile memory that an instance takes when it is installed and gives back when it is deleted: three session keys as long
 * as its service keys, and what goes with them (ours: AS-CARD-15). It keeps nothing else that a reset would take.
 */
export function volatileSize({ serviceKey }: Pick<CardAppContent, "serviceKey">): number {
  return 3 * serviceKey.length + SESSION_OCTETS;
}

/** Octets of memory that an instance holds, headers of the card not counted. */
export function instanceSize(content: Layout): number {
  return instanceValues(content).reduce((sum, length) => sum + length, 0);
}
