import { type RandomSource, seededRandom } from "#card/ports/random.js";

const POOL = 4096;

/** Small numbers from a seed, quickly: the octets of the stream are drawn by the thousand. */
export class Dice {
  readonly #source: RandomSource;
  #pool: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(seed: string) {
    this.#source = seededRandom(seed);
  }

  octet(): number {
    if (this.#at === this.#pool.length) {
      this.#pool = this.#source.bytes(POOL);
      this.#at = 0;
    }
    return this.#pool[this.#at++]!;
  }

  /** A whole number from 0 to `limit - 1`. */
  below(limit: number): number {
    const number = (this.octet() << 16) | (this.octet() << 8) | this.octet();
    return number % limit;
  }

  /** A whole number from `low` to `high`, both among them. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
}

/** Randomness that can be set back to a seed: a card and its host do the same again then, challenge by challenge. */
export class RewindableRandom implements RandomSource {
  #source = seededRandom("");

  rewind(seed: string): void {
    this.#source = seededRandom(seed);
  }

  bytes(length: number): Uint8Array {
    return this.#source.bytes(length);
  }
}
