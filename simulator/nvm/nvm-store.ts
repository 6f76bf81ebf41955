/**
 * The card's non-volatile memory as applications see it: octet strings under (owner, key), in a flat image of fixed size.
 * Headers and the free list live in the image too, so `used` and `free` are what a real card would have, byte for byte.
 */
export interface NvmStore {
  /** Octets of the whole image that can hold data, headers included. */
  readonly capacity: number;
  readonly used: number;
  readonly free: number;
  /** A view of the stored octets: valid until the next transaction. */
  get(owner: number, key: number): Uint8Array | undefined;
  /** Keys of an owner in the order in which they were first put. */
  keys(owner: number): readonly number[];
  /** Octets that an owner holds, block headers included. */
  heldBy(owner: number): number;
  /** Octets that a value of this length takes with its header: for the check before the first write. */
  footprint(length: number): number;
  /**
   * Runs `body` and makes all its writes durable at once: after a power loss at any octet of any write the image holds
   * the state before or the state after, never a mixture. A throw inside `body` undoes everything. Not reentrant.
   * Throws `nvm.full` when the image or the transaction buffer cannot hold the writes.
   */
  transaction<T>(body: (write: NvmWrite) => T): T;
}

/** Writes inside a transaction; reads through `NvmStore.get` see them at once. */
export interface NvmWrite {
  /** Creates or replaces a value. */
  put(owner: number, key: number, value: Uint8Array): void;
  /** Overwrites octets inside an existing value. */
  patch(owner: number, key: number, offset: number, octets: Uint8Array): void;
  delete(owner: number, key: number): void;
  /** Deletes everything an owner holds. */
  deleteOwner(owner: number): void;
}
