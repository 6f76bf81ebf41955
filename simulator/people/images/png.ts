import { crc32 } from "node:zlib";
import { ascii, concat, uintBE } from "#card/bytes/bytes.js";
import type { Bitmap } from "./sprites.js";

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = concat(ascii(type), data);
  return concat(uintBE(data.length, 4), body, uintBE(crc32(body), 4));
}

function adler32(octets: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const octet of octets) {
    a = (a + octet) % 65_521;
    b = (b + a) % 65_521;
  }
  return b * 65_536 + a;
}

/**
 * A zlib stream of stored blocks (RFC 1950, RFC 1951 3.2.4). Not compressed, because compressors differ from machine to machine,
 * and the same seed is to give the same card on all of them.
 */
function stored(octets: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(0x78, 0x01)];
  for (let at = 0; at < octets.length; at += 65_535) {
    const part = octets.subarray(at, at + 65_535);
    const [low, high] = [part.length & 0xff, part.length >> 8];
    const last = at + part.length === octets.length ? 1 : 0;
    parts.push(Uint8Array.of(last, low, high, low ^ 0xff, high ^ 0xff), part);
  }
  return concat(...parts, uintBE(adler32(octets), 4));
}

/** A PNG of one bit a pixel (ISO/IEC 15948), with a comment. */
export function encodePng({ width, height, pixels }: Bitmap, comment: string): Uint8Array {
  const step = 1 + Math.ceil(width / 8);
  const rows = new Uint8Array(step * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (pixels[y * width + x] === 0) rows[y * step + 1 + (x >> 3)]! |= 0x80 >> (x & 7);
    }
  }
  return concat(
    SIGNATURE,
    chunk("IHDR", concat(uintBE(width, 4), uintBE(height, 4), Uint8Array.of(1, 0, 0, 0, 0))),
    chunk("tEXt", ascii(`Comment\0${comment}`)),
    chunk("IDAT", stored(rows)),
    chunk("IEND", new Uint8Array()),
  );
}
