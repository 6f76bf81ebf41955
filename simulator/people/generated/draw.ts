import { seededRandom } from "#card/ports/random.js";

/** Choices from a reproducible stream. Each question has a stream of its own, so that one more question changes no other's answer. */
export class Draw {
  readonly #octets: (length: number) => Uint8Array;

  constructor(seed: string) {
    const random = seededRandom(`madoguchi resident/${seed}`);
    this.#octets = (length) => random.bytes(length);
  }

  /** A whole number from 0 to `count` - 1. Six octets make the bias of the remainder too small to matter. */
  below(count: number): number {
    return Buffer.from(this.#octets(6)).readUIntBE(0, 6) % count;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** True in this share of cases, 0 to 1. */
  chance(share: number): boolean {
    return this.below(1_000_000) < share * 1_000_000;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }

  digits(count: number): string {
    return Array.from({ length: count }, () => this.below(10)).join("");
  }
}
