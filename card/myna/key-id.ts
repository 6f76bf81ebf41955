import { ascii, concat } from "#card/bytes/bytes.js";
import { mynaErrors } from "./errors.js";

/** A key identifier of the issuer's certificates (証明者鍵ID, 被証明者鍵ID): 16 octets (card-facts 1.4). */
export interface KeyId {
  /** Seven digits. Real identifiers begin with 5, those of the issuer's test hierarchy with 6. */
  readonly number: string;
  /** Three digits. */
  readonly group: string;
}

const MIDDLE = Uint8Array.of(0x08, 0x05);
const PADDING = new Uint8Array(4);

/** Seven digits, `08 05`, three digits, four octets `00`. Throws `myna.bad-value`. */
export function encodeKeyId(id: KeyId): Uint8Array {
  if (!/^\d{7}$/.test(id.number) || !/^\d{3}$/.test(id.group)) throw mynaErrors.error("bad-value", { place: "key id" });
  return concat(ascii(id.number), MIDDLE, ascii(id.group), PADDING);
}

/** Reads a key identifier; the four octets of padding may hold anything. Throws `myna.malformed-file`. */
export function parseKeyId(bytes: Uint8Array, file = "key id"): KeyId {
  const text = String.fromCharCode(...bytes);
  const match = /^(\d{7})..(\d{3})....$/s.exec(text);
  if (match === null) throw mynaErrors.error("malformed-file", { file, place: "key id", length: bytes.length });
  return { number: match[1]!, group: match[2]! };
}
