import { crc32 } from "node:zlib";
import {
  type Heap,
  JOURNAL_ENTRY_OVERHEAD,
  JOURNAL_HEADER,
  JOURNAL_START,
  read24,
  read32,
  write24,
  write32,
} from "./image-layout.js";
import type { NvmDevice } from "./nvm-device.js";
import { nvmErrors } from "./nvm-errors.js";

const COMMITTED = 0xa5;
const EMPTY = 0x00;

/** One write that becomes durable together with the others of its transaction. */
export interface JournalEntry {
  readonly address: number;
  readonly octets: Uint8Array;
}

/**
 * The redo journal. `commit` writes all entries behind a cleared marker, then the marker (one octet: the moment of truth),
 * then the entries to their places, then clears the marker. Power lost before the marker leaves the old state,
 * power lost after it is made good by `recover`.
 */
export class Journal {
  readonly #device: NvmDevice;
  readonly #heap: Heap;
  readonly #buffer: Uint8Array;

  constructor(device: NvmDevice, heap: Heap) {
    this.#device = device;
    this.#heap = heap;
    this.#buffer = new Uint8Array(heap.start - JOURNAL_START - 1);
  }

  /** Octets that entries may take in one commit, `cost` for each. */
  get room(): number {
    return this.#buffer.length + 1 - JOURNAL_HEADER;
  }

  /** Octets of the journal that a write of `length` octets takes. */
  static cost(length: number): number {
    return JOURNAL_ENTRY_OVERHEAD + length;
  }

  /** Makes all entries durable at once. Throws `nvm.full` when they do not fit, before anything is written. */
  commit(entries: readonly JournalEntry[]): void {
    const body = this.#buffer;
    const first = JOURNAL_HEADER - 1;
    let at = first;
    for (const { address, octets } of entries) {
      if (at + JOURNAL_ENTRY_OVERHEAD + octets.length > body.length) {
        throw nvmErrors.error("full", { what: "transaction buffer", room: this.room });
      }
      write24(body, at, address);
      body[at + 3] = octets.length >> 8;
      body[at + 4] = octets.length;
      body.set(octets, at + JOURNAL_ENTRY_OVERHEAD);
      at += JOURNAL_ENTRY_OVERHEAD + octets.length;
    }
    write32(body, 0, at - first);
    write32(body, 4, crc32(body.subarray(first, at)));
    this.#device.write(JOURNAL_START + 1, body.subarray(0, at));
    this.#device.writeOctet(JOURNAL_START, COMMITTED);
    for (const { address, octets } of entries) this.#device.write(address, octets);
    this.#device.writeOctet(JOURNAL_START, EMPTY);
  }

  /** Finishes a commit that the loss of power interrupted. Throws `nvm.corrupt` for a journal that no such loss explains. */
  recover(): void {
    const { image } = this.#device;
    const marker = image[JOURNAL_START];
    if (marker === COMMITTED) this.#redo();
    if (marker !== EMPTY) this.#device.writeOctet(JOURNAL_START, EMPTY);
  }

  #redo(): void {
    const { image } = this.#device;
    const start = JOURNAL_START + JOURNAL_HEADER;
    const end = start + read32(image, JOURNAL_START + 1);
    if (end > this.#heap.start || crc32(image.subarray(start, end)) !== read32(image, JOURNAL_START + 5)) {
      throw nvmErrors.error("corrupt", { offset: JOURNAL_START, what: "journal" });
    }
    for (let at = start; at < end; ) {
      const address = read24(image, at);
      const length = (image[at + 3]! << 8) | image[at + 4]!;
      at += JOURNAL_ENTRY_OVERHEAD;
      this.#device.write(address, image.slice(at, at + length));
      at += length;
    }
  }
}
