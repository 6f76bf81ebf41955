import { errorFamily } from "#card/errors/madoguchi-error.js";

const bytesErrors = errorFamily("bytes", {
  "not-hex": {
    en: { cause: "the text is not hexadecimal octets", remedy: "Give an even number of the digits 0-9 and A-F." },
    ja: { cause: "16進数のオクテット列ではありません", remedy: "0〜9、A〜F を偶数桁で指定してください。" },
  },
});

const HEX: readonly string[] = Array.from({ length: 256 }, (_, value) =>
  value.toString(16).toUpperCase().padStart(2, "0"),
);

/** Upper-case hexadecimal without separators, as ISO 7816 documents print octets. */
export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/** Value of each hexadecimal digit by its character code; 16 for every other character. */
const DIGITS = Uint8Array.from({ length: 256 }, (_, code) => {
  const value = "0123456789ABCDEF".indexOf(String.fromCharCode(code).toUpperCase());
  return value < 0 ? 16 : value;
});

/** The octets when the text is nothing but pairs of digits, as it is nearly always; undefined when it has to be looked at. */
function plainHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    const high = DIGITS[text.charCodeAt(2 * i)] ?? 16;
    const low = DIGITS[text.charCodeAt(2 * i + 1)] ?? 16;
    if (high > 15 || low > 15) return undefined;
    bytes[i] = (high << 4) | low;
  }
  return bytes;
}

/** Octets of a hexadecimal text; white space is allowed between octets. Throws `bytes.not-hex`. */
export function fromHex(text: string): Uint8Array {
  return plainHex(text) ?? spacedHex(text);
}

function spacedHex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, "");
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) {
    throw bytesErrors.error("not-hex", { length: digits.length });
  }
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** One array of all the parts, in order. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Octets equal, octet for octet. Not constant-time: for public values only. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** True when `bytes` begins with `prefix`. */
export function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return bytes.length >= prefix.length && equal(bytes.subarray(0, prefix.length), prefix);
}

/** Big-endian octets of a non-negative integer below 2^48. */
export function uintBE(value: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = length - 1, rest = value; i >= 0; i--) {
    bytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return bytes;
}

/** The big-endian unsigned integer in `bytes[offset, offset + length)`; absent octets count as 0. */
export function readUintBE(bytes: Uint8Array, offset: number, length: number): number {
  let value = 0;
  for (let i = 0; i < length; i++) value = value * 256 + (bytes[offset + i] ?? 0);
  return value;
}

/** ASCII octets of a text. */
export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0) & 0x7f);
}
