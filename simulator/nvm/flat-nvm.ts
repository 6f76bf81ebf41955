import { type Change, planCommit, wholeValue } from "./commit-plan.js";
import { compactHeap, finishMove } from "./compaction.js";
import { Block, HeapIndex } from "./heap-index.js";
import { blockSize, formatImage, type Heap, heapOf, type NvmSize } from "./image-layout.js";
import { Journal } from "./journal.js";
import { NvmDevice } from "./nvm-device.js";
import { nvmErrors } from "./nvm-errors.js";
import type { NvmStore, NvmWrite } from "./nvm-store.js";
import { Transaction } from "./transaction.js";

/** The card's memory over one flat image: blocks with headers, a redo journal, compaction when free octets lie scattered. */
export class FlatNvm implements NvmStore {
  readonly device: NvmDevice;
  /** Called after each committed transaction: a state file saves the image here. */
  onCommit: (() => void) | undefined;
  readonly #heap: Heap;
  readonly #journal: Journal;
  #index: HeapIndex;
  #free = 0;
  #open: Transaction | undefined;

  /** Over an image as it is, recovered from whatever interrupted it. Throws `nvm.corrupt`. */
  constructor(device: NvmDevice) {
    this.device = device;
    this.#heap = heapOf(device.image);
    this.#journal = new Journal(device, this.#heap);
    this.#index = new HeapIndex();
    this.powerUp();
  }

  /** A new, empty memory. Throws `nvm.range`. */
  static format(size: NvmSize): FlatNvm {
    return new FlatNvm(new NvmDevice(formatImage(size)));
  }

  /**
   * After `device.restorePower()`: finishes or drops what a loss of power interrupted, and reads the headers anew.
   * Throws `nvm.corrupt`, and `PowerLoss` when the power fails again.
   */
  powerUp(): void {
    this.#open = undefined;
    const { written } = this.device;
    this.#journal.recover();
    finishMove(this.device, this.#journal, this.#heap);
    this.#walk();
    // What recovery finished has been committed now: a listener that saw nothing of it before must.
    if (this.device.written !== written) this.onCommit?.();
  }

  get capacity(): number {
    return this.#heap.end - this.#heap.start;
  }

  get used(): number {
    return this.capacity - this.#free;
  }

  get free(): number {
    return this.#free;
  }

  get(owner: number, key: number): Uint8Array | undefined {
    if (this.#open !== undefined) {
      const change = this.#open.find(owner, key);
      if (change !== undefined) return wholeValue(change);
    }
    return this.#index.get(owner, key)?.view;
  }

  keys(owner: number): readonly number[] {
    const keys = new Set(this.#index.blocks.get(owner)?.keys());
    for (const change of this.#open?.changes ?? []) {
      if (change.owner !== owner) continue;
      if (change.value === undefined) keys.delete(change.key);
      else keys.add(change.key);
    }
    return [...keys];
  }

  /**
   * Everything that is stored, by owner and key, keys in the order in which they were first put: what the memory means, wherever
   * its blocks lie. Views are valid until the next transaction; writes of a running one are not among them.
   */
  get contents(): ReadonlyMap<number, ReadonlyMap<number, Block>> {
    return this.#index.blocks;
  }

  heldBy(owner: number): number {
    let held = 0;
    for (const block of this.#index.blocks.get(owner)?.values() ?? []) held += block.size;
    return held;
  }

  footprint(length: number): number {
    return blockSize(length);
  }

  transaction<T>(body: (write: NvmWrite) => T): T {
    if (this.#open !== undefined) throw nvmErrors.error("busy");
    const transaction = new Transaction(this.#index, this.#free);
    this.#open = transaction;
    let result: T;
    try {
      result = body(transaction);
    } finally {
      this.#open = undefined;
      transaction.close();
    }
    if (transaction.changes.length > 0) {
      this.#commit(transaction.changes);
      this.onCommit?.();
    }
    return result;
  }

  #commit(changes: readonly Change[]): void {
    let plan = planCommit(this.#index, changes, this.#journal.room);
    if (plan === undefined) {
      for (const change of changes) wholeValue(change); // before its old octets go elsewhere
      compactHeap(this.device, this.#journal, this.#heap);
      this.#walk();
      const moved = changes.map((change) => ({
        ...change,
        old: change.old && this.#index.get(change.owner, change.key),
      }));
      plan = planCommit(this.#index, moved, this.#journal.room);
      if (plan === undefined) throw nvmErrors.error("full", { free: this.#free });
    }
    for (const { address, octets } of plan.direct) this.device.write(address, octets);
    this.#journal.commit(plan.journalled);
    for (const { owner, key, value } of changes) if (value === undefined) this.#index.remove(owner, key);
    for (const { change, address, size } of plan.placed) {
      const { owner, key, sequence } = change;
      const { length } = change.value!;
      this.#index.add(new Block(this.device.image, address, { size, owner, key, length, sequence }));
    }
    this.#index.free = plan.free;
    this.#countFree();
  }

  #walk(): void {
    this.#index = HeapIndex.walk(this.device.image, this.#heap);
    this.#countFree();
  }

  #countFree(): void {
    let free = 0;
    for (const run of this.#index.free) free += run.size;
    this.#free = free;
  }
}
