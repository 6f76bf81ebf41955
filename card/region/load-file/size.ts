import type { CardAppContent } from "../package.js";

/** State octets of an instance: personalised flag, key version, key length, tries left, PIN length. */
export const STATE_OCTETS = 5;

/** Octets of memory that an instance holds: its state, three service keys, the PIN, and each record with its length octet. */
export function instanceSize(content: Pick<CardAppContent, "serviceKey" | "pin" | "files">): number {
  const records = content.files.reduce((sum, file) => sum + file.records * (1 + file.recordSize), 0);
  return STATE_OCTETS + 3 * content.serviceKey.length + content.pin.maxLength + records;
}
