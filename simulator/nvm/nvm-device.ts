import { PowerLoss } from "./power-loss.js";

/** Sees the octets of a write just before they reach the image, as many of them as the power lasts for; `octets` is lent for the call. */
export type WriteObserver = (address: number, octets: Uint8Array) => void;

/** Octets as they lie in EEPROM. Every write goes through `write`, octet after octet, and may be cut off at any of them. */
export class NvmDevice {
  readonly image: Uint8Array;
  /** Set to keep a log of writes; undefined costs nothing. */
  observer: WriteObserver | undefined;
  #left = Number.POSITIVE_INFINITY;
  #residue: number | undefined;
  #written = 0;

  constructor(image: Uint8Array) {
    this.image = image;
  }

  /** Octets written since the device was made: tells a test how many places there are to tear at. */
  get written(): number {
    return this.#written;
  }

  /**
   * The power fails after `octets` more octets. The octet after them keeps its old value, or holds `residue`
   * (a cell caught half-way between erased and written) when one is given.
   */
  tearAfter(octets: number, residue?: number): void {
    this.#left = octets;
    this.#residue = residue;
  }

  /** The power is back: forgets any tear that was asked for. */
  restorePower(): void {
    this.#left = Number.POSITIVE_INFINITY;
    this.#residue = undefined;
  }

  /** Writes octets in ascending order. Throws `PowerLoss` where a tear was asked for, and ever after until power is restored. */
  write(address: number, octets: Uint8Array): void {
    const room = this.#left;
    if (octets.length > room) {
      this.observer?.(address, octets.subarray(0, room));
      this.image.set(octets.subarray(0, room), address);
      if (this.#residue !== undefined) this.image[address + room] = this.#residue;
      this.#residue = undefined;
      this.#written += room;
      this.#left = 0;
      throw new PowerLoss();
    }
    this.observer?.(address, octets);
    this.image.set(octets, address);
    this.#written += octets.length;
    if (room !== Number.POSITIVE_INFINITY) this.#left = room - octets.length;
  }

  writeOctet(address: number, octet: number): void {
    if (this.#left < 1) {
      if (this.#residue !== undefined) this.image[address] = this.#residue;
      this.#residue = undefined;
      throw new PowerLoss();
    }
    this.observer?.(address, Uint8Array.of(octet));
    this.image[address] = octet;
    this.#written++;
    this.#left--;
  }
}
