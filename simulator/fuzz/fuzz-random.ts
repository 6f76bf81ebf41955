import { createHash } from "node:crypto";
import type { RandomSource } from "#card/ports/random.js";

/** A fast, reproducible stream of choices (xorshift128, Marsaglia 2003), seeded by SHA-256 of a text. For fuzzing only: no randomness for keys. */
export class FuzzRandom implements RandomSource {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: string) {
    const state = createHash("sha256").update(seed).digest();
    [this.#a, this.#b, this.#c] = [state.readInt32BE(0), state.readInt32BE(4), state.readInt32BE(8)];
    this.#d = state.readInt32BE(12) | 1;
  }

  #next(): number {
    let t = this.#d;
    const s = this.#a;
    this.#d = this.#c;
    this.#c = this.#b;
    this.#b = s;
    t ^= t << 11;
    t ^= t >>> 8;
    this.#a = t ^ s ^ (s >>> 19);
    return this.#a >>> 0;
  }

  /** A whole number from 0 below `limit`. */
  below(limit: number): number {
    return this.#next() % limit;
  }

  octet(): number {
    return this.#next() & 0xff;
  }

  /** True in `percent` of all cases. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }

  bytes(length: number): Uint8Array {
    const octets = new Uint8Array(length);
    for (let at = 0; at < length; at++) octets[at] = this.octet();
    return octets;
  }
}

/** Randomness of a card that can be wound back, so that a sequence of commands meets the same challenges again. */
export class RewindableRandom implements RandomSource {
  #source: RandomSource = new FuzzRandom("");

  rewind(seed: string): void {
    this.#source = new FuzzRandom(seed);
  }

  bytes(length: number): Uint8Array {
    return this.#source.bytes(length);
  }
}
