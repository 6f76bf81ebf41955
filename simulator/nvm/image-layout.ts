import { CARD_BLOCK, heldOctets } from "#card/region/needed-space.js";
import { nvmErrors } from "./nvm-errors.js";

/**
 * How the flat image is laid out (ours; every integer big-endian):
 *
 *     0   "MNVM" ‖ version 01 ‖ 3 × 00 ‖ journal size (4) ‖ heap size (4)
 *     16  move record: active (1) ‖ from (3) ‖ to (3) ‖ size (3) ‖ done (3) ‖ 3 × 00
 *     32  journal: marker (1) ‖ length (4) ‖ CRC-32 (4) ‖ entries { address (3) ‖ length (2) ‖ octets }
 *     …   heap: blocks side by side, each a multiple of 8 octets
 *
 * A block begins with tag (1) ‖ block size (3). A used block goes on with owner (2) ‖ key (4) ‖ length (3) ‖ sequence (3),
 * then its value and filler. A free block is its first four octets; two free blocks never lie side by side.
 */
const IMAGE_VERSION = 1;
export const MOVE_RECORD = 16;
export const JOURNAL_START = 32;
/** Marker, length and CRC in front of the journal's entries. */
export const JOURNAL_HEADER = 9;
export const JOURNAL_ENTRY_OVERHEAD = 5;
export const BLOCK_HEADER = CARD_BLOCK.header;
export const FREE_HEADER = 4;
export const GRANULE = CARD_BLOCK.granule;
export const TAG_USED = 0x5a;
export const TAG_FREE = 0xff;
export const MAX_HEAP = 0xfff000;

const MAGIC = 0x4d4e564d;

export interface NvmSize {
  /** Octets for blocks, headers included; rounded down to whole granules. */
  readonly capacity: number;
  /** Octets of the transaction buffer. */
  readonly journal: number;
}

/** Where the heap lies in an image. */
export interface Heap {
  readonly start: number;
  readonly end: number;
}

/** Octets that a value of `length` takes with its header. */
export const blockSize = heldOctets;

export function read24(image: Uint8Array, at: number): number {
  return (image[at]! << 16) | (image[at + 1]! << 8) | image[at + 2]!;
}

export function write24(target: Uint8Array, at: number, value: number): void {
  target[at] = value >> 16;
  target[at + 1] = value >> 8;
  target[at + 2] = value;
}

export function read32(image: Uint8Array, at: number): number {
  return ((image[at]! << 24) | (image[at + 1]! << 16) | (image[at + 2]! << 8) | image[at + 3]!) >>> 0;
}

export function write32(target: Uint8Array, at: number, value: number): void {
  target[at] = value >>> 24;
  target[at + 1] = value >>> 16;
  target[at + 2] = value >>> 8;
  target[at + 3] = value;
}

/** A new image: one free block, nothing in it. */
export function formatImage(size: NvmSize): Uint8Array {
  const heapSize = Math.floor(size.capacity / GRANULE) * GRANULE;
  if (heapSize < BLOCK_HEADER || heapSize > MAX_HEAP || size.journal < 64 || size.journal > 0x10000) {
    throw nvmErrors.error("range", { capacity: size.capacity, journal: size.journal });
  }
  const heapStart = JOURNAL_START + size.journal;
  const image = new Uint8Array(heapStart + heapSize).fill(0xff, heapStart);
  write32(image, 0, MAGIC);
  image[4] = IMAGE_VERSION;
  write32(image, 8, size.journal);
  write32(image, 12, heapSize);
  image.set(freeHeader(heapSize), heapStart);
  return image;
}

/** The heap of an image. Throws `nvm.corrupt` when this is no image, or one of another version or size. */
export function heapOf(image: Uint8Array): Heap {
  if (image.length < JOURNAL_START || read32(image, 0) !== MAGIC || image[4] !== IMAGE_VERSION) {
    throw nvmErrors.error("corrupt", { offset: 0, what: "image header" });
  }
  const start = JOURNAL_START + read32(image, 8);
  const end = start + read32(image, 12);
  if (end !== image.length) throw nvmErrors.error("corrupt", { offset: 8, what: "image size" });
  return { start, end };
}

export function freeHeader(size: number): Uint8Array {
  return Uint8Array.of(TAG_FREE, size >> 16, size >> 8, size);
}

/** Header of a used block. */
export interface BlockHeader {
  readonly size: number;
  readonly owner: number;
  readonly key: number;
  readonly length: number;
  /** Order in which the owner first put its keys. */
  readonly sequence: number;
}

export function encodeHeader(header: BlockHeader): Uint8Array {
  const octets = new Uint8Array(BLOCK_HEADER);
  octets[0] = TAG_USED;
  write24(octets, 1, header.size);
  octets[4] = header.owner >> 8;
  octets[5] = header.owner;
  write32(octets, 6, header.key);
  write24(octets, 10, header.length);
  write24(octets, 13, header.sequence);
  return octets;
}

export function decodeHeader(image: Uint8Array, at: number): BlockHeader {
  return {
    size: read24(image, at + 1),
    owner: (image[at + 4]! << 8) | image[at + 5]!,
    key: read32(image, at + 6),
    length: read24(image, at + 10),
    sequence: read24(image, at + 13),
  };
}
