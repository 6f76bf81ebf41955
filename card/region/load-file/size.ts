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

/** Octets of memory that an instance holds, headers of the card not counted. */
export function instanceSize(content: Layout): number {
  return instanceValues(content).reduce((sum, length) => sum + length, 0);
}
