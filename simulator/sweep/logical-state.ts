import type { FlatNvm } from "../nvm/flat-nvm.js";
import { heapOf } from "../nvm/image-layout.js";

interface Owned {
  readonly owner: number;
  readonly values: readonly (readonly [key: number, value: Uint8Array])[];
}

/**
 * What a card's memory means, kept for comparison: every value under its owner and key, in the order of their first writing,
 * and the octets in use. Registry, keys, counters, PINs and files are all such values; where their blocks lie does not count.
 */
export class LogicalState {
  readonly #owners: readonly Owned[];
  readonly #used: number;
  /** Headers and values as they lay then: when they lie so again, there is no more to compare. */
  readonly #heap: Uint8Array;

  /** A copy of what the memory holds now. */
  constructor(nvm: FlatNvm) {
    this.#owners = [...nvm.contents].map(([owner, values]) => ({
      owner,
      values: [...values].map(([key, { view }]) => [key, view.slice()] as const),
    }));
    this.#used = nvm.used;
    const { image } = nvm.device;
    const { start, end } = heapOf(image);
    this.#heap = image.slice(start, end);
  }

  /** Whether every octet of the heap lies as it lay then: the quick half of `matches`. */
  lies(nvm: FlatNvm): boolean {
    const { image } = nvm.device;
    return Buffer.compare(image.subarray(image.length - this.#heap.length), this.#heap) === 0;
  }

  /** Whether the memory means the same now. Compares octets, so that no two states can be taken for each other. */
  matches(nvm: FlatNvm): boolean {
    const { contents, device } = nvm;
    const { buffer, byteOffset, byteLength } = device.image;
    const image = Buffer.from(buffer, byteOffset, byteLength);
    if (nvm.used !== this.#used || contents.size !== this.#owners.length) return false;
    for (const { owner, values } of this.#owners) {
      const held = contents.get(owner);
      if (held === undefined || held.size !== values.length) return false;
      let at = 0;
      for (const [key, { start, length }] of held) {
        const [wantedKey, value] = values[at++]!;
        if (key !== wantedKey || length !== value.length) return false;
        if (image.compare(value, 0, length, start, start + length) !== 0) return false;
      }
    }
    return true;
  }
}
