import type { NvmDevice } from "../nvm/nvm-device.js";

const FIRST_ROOM = 1024;

/** Octets that reached a card's memory, one after the other, with what lay there before: enough to put any tear between two of them. */
export class WriteLog {
  #addresses = new Uint32Array(FIRST_ROOM);
  #before = new Uint8Array(FIRST_ROOM);
  #after = new Uint8Array(FIRST_ROOM);
  #length = 0;

  /** Octets written. */
  get length(): number {
    return this.#length;
  }

  addressOf(octet: number): number {
    return this.#addresses[octet]!;
  }

  /** What the octet was before it was written. */
  beforeOf(octet: number): number {
    return this.#before[octet]!;
  }

  /** What was written. */
  afterOf(octet: number): number {
    return this.#after[octet]!;
  }

  /** Logs every write of the device while `body` runs. */
  record(device: NvmDevice, body: () => void): void {
    const { observer } = device;
    device.observer = this.observerOf(device);
    try {
      body();
    } finally {
      device.observer = observer;
    }
  }

  /** To be set as the device's observer for as long as its writes belong in here. */
  observerOf(device: NvmDevice): (address: number, octets: Uint8Array) => void {
    return (address, octets) => {
      const end = this.#length + octets.length;
      if (end > this.#addresses.length) this.#grow(end);
      this.#before.set(device.image.subarray(address, address + octets.length), this.#length);
      this.#after.set(octets, this.#length);
      for (let i = 0; i < octets.length; i++) this.#addresses[this.#length + i] = address + i;
      this.#length = end;
    };
  }

  /** Writes octets `from` to `to` (exclusive) into an image, as the device did. */
  apply(image: Uint8Array, from = 0, to = this.#length): void {
    for (let at = from; at < to; at++) image[this.#addresses[at]!] = this.#after[at]!;
  }

  /** Takes octets `from` to `to` (exclusive) back, the last one first. */
  undo(image: Uint8Array, from = 0, to = this.#length): void {
    for (let at = to - 1; at >= from; at--) image[this.#addresses[at]!] = this.#before[at]!;
  }

  /** Forgets everything; the room is kept. */
  clear(): void {
    this.#length = 0;
  }

  /** The first octet in which two logs differ: the length of the shorter one when it begins the other, infinite when they are the same. */
  divergence(other: WriteLog): number {
    const shorter = Math.min(this.#length, other.length);
    for (let at = 0; at < shorter; at++) {
      if (this.addressOf(at) !== other.addressOf(at) || this.afterOf(at) !== other.afterOf(at)) return at;
    }
    return this.#length === other.length ? Number.POSITIVE_INFINITY : shorter;
  }

  #grow(need: number): void {
    const room = Math.max(need, 2 * this.#addresses.length);
    const addresses = new Uint32Array(room);
    addresses.set(this.#addresses);
    const before = new Uint8Array(room);
    before.set(this.#before);
    const after = new Uint8Array(room);
    after.set(this.#after);
    this.#addresses = addresses;
    this.#before = before;
    this.#after = after;
  }
}
