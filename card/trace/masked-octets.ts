import { concat, fromHex } from "../bytes/bytes.js";

/** Stands for an octet that was not kept: an asterisk where octets are shown as characters. */
const UNKNOWN = 0x2a;
/** What a hidden PIN looks like, whatever its length is: that is secret too. */
const PIN_LENGTH = 8;

const stars = (length: number) => new Uint8Array(length).fill(UNKNOWN);

/** Lc and data that take `octets` octets, as a hidden body did. */
function body(octets: number): Uint8Array {
  if (octets <= 256) return concat(Uint8Array.of(octets - 1), stars(octets - 1));
  const length = octets - 3;
  return concat(Uint8Array.of(0, length >> 8, length & 0xff), stars(length));
}

/**
 * Octets of a masked command or answer for forms that know nothing but octets (pcap): well-formed, with `2A` in the place of what was
 * hidden. A PIN is always eight of them; keys and personal data have as many as there were.
 */
export function octetsForMasked(masked: string): Uint8Array {
  const parts = /^([0-9A-F]*)(?:\[(?:(\d+) octets, )?(secret|personal)\]([0-9A-F]*))?$/.exec(masked);
  if (parts === null) return stars(masked.length > 0 ? 1 : 0);
  const [, head = "", count, what, tail = ""] = parts;
  if (what === undefined) return fromHex(head);
  if (what === "personal") return concat(fromHex(head), stars(Number(count)), fromHex(tail));
  return concat(fromHex(head), body(count === undefined ? 1 + PIN_LENGTH : Number(count)));
}
