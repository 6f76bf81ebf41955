import {
  BLOCK_HEADER,
  type BlockHeader,
  blockSize,
  decodeHeader,
  GRANULE,
  type Heap,
  read24,
  TAG_FREE,
  TAG_USED,
} from "./image-layout.js";
import { nvmErrors } from "./nvm-errors.js";

/** A used block as the index knows it. */
export class Block {
  readonly address: number;
  readonly size: number;
  readonly owner: number;
  readonly key: number;
  readonly length: number;
  readonly sequence: number;
  readonly #image: Uint8Array;
  #view: Uint8Array | undefined;

  constructor(image: Uint8Array, address: number, { size, owner, key, length, sequence }: BlockHeader) {
    this.#image = image;
    this.address = address;
    this.size = size;
    this.owner = owner;
    this.key = key;
    this.length = length;
    this.sequence = sequence;
  }

  /** Address of the value's first octet. */
  get start(): number {
    return this.address + BLOCK_HEADER;
  }

  /** The value in the image itself. Made when it is first asked for: a card that powers up asks for few. */
  get view(): Uint8Array {
    this.#view ??= this.#image.subarray(this.start, this.start + this.length);
    return this.#view;
  }
}

/** A stretch of free octets; address and size are whole granules. */
export interface Run {
  readonly address: number;
  readonly size: number;
}

/** What the headers in the image say, kept at hand: rebuilt by walking them at power-up. */
export class HeapIndex {
  /** Owner to key to block, keys in the order in which they were first put. */
  readonly blocks = new Map<number, Map<number, Block>>();
  /** Free runs by ascending address, never side by side. */
  free: readonly Run[] = [];
  readonly #nextSequence = new Map<number, number>();

  /** Walks the headers of an image. Throws `nvm.corrupt` where they do not follow each other. */
  static walk(image: Uint8Array, heap: Heap): HeapIndex {
    const index = new HeapIndex();
    const found: Block[] = [];
    const free: Run[] = [];
    for (let address = heap.start; address < heap.end; ) {
      const tag = image[address];
      const size = read24(image, address + 1);
      if (size < GRANULE || size % GRANULE !== 0 || address + size > heap.end) {
        throw nvmErrors.error("corrupt", { offset: address, what: "block size" });
      }
      if (tag === TAG_FREE) free.push({ address, size });
      else if (tag === TAG_USED) found.push(readBlock(image, address));
      else throw nvmErrors.error("corrupt", { offset: address, what: "block tag" });
      address += size;
    }
    for (const block of found.sort((a, b) => a.sequence - b.sequence)) index.add(block);
    index.free = free;
    return index;
  }

  get(owner: number, key: number): Block | undefined {
    return this.blocks.get(owner)?.get(key);
  }

  /** Files a block under its owner and key, in place of the one that was there. */
  add(block: Block): void {
    let owned = this.blocks.get(block.owner);
    if (owned === undefined) {
      owned = new Map();
      this.blocks.set(block.owner, owned);
    }
    owned.set(block.key, block);
    if (block.sequence >= this.nextSequence(block.owner)) this.#nextSequence.set(block.owner, block.sequence + 1);
  }

  remove(owner: number, key: number): void {
    const owned = this.blocks.get(owner);
    owned?.delete(key);
    if (owned?.size === 0) {
      this.blocks.delete(owner);
      this.#nextSequence.delete(owner);
    }
  }

  nextSequence(owner: number): number {
    return this.#nextSequence.get(owner) ?? 0;
  }
}

/** The used block at an address. Throws `nvm.corrupt` when its length does not fit its size. */
function readBlock(image: Uint8Array, address: number): Block {
  const header = decodeHeader(image, address);
  if (blockSize(header.length) !== header.size) {
    throw nvmErrors.error("corrupt", { offset: address, what: "value length" });
  }
  return new Block(image, address, header);
}

/** Free runs in order of address, neighbours made one. */
export function mergeRuns(runs: readonly Run[]): Run[] {
  const merged: Run[] = [];
  for (const run of [...runs].sort((a, b) => a.address - b.address)) {
    const last = merged.at(-1);
    if (last !== undefined && last.address + last.size === run.address) {
      merged[merged.length - 1] = { address: last.address, size: last.size + run.size };
    } else {
      merged.push(run);
    }
  }
  return merged;
}
