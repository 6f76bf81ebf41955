import type { Change } from "./commit-plan.js";
import type { HeapIndex } from "./heap-index.js";
import { blockSize, MAX_HEAP } from "./image-layout.js";
import { nvmErrors } from "./nvm-errors.js";
import type { NvmWrite } from "./nvm-store.js";

/** The writes of one transaction, gathered in volatile memory until it commits. */
export class Transaction implements NvmWrite {
  readonly changes: Change[] = [];
  readonly #index: HeapIndex;
  readonly #free: number;
  readonly #sequences = new Map<number, number>();
  #closed = false;

  constructor(index: HeapIndex, free: number) {
    this.#index = index;
    this.#free = free;
  }

  /** The change of this value so far. */
  find(owner: number, key: number): Change | undefined {
    for (const change of this.changes) if (change.key === key && change.owner === owner) return change;
    return undefined;
  }

  put(owner: number, key: number, value: Uint8Array): void {
    this.#demandOpen();
    if (!isUint(owner, 0xffff) || !isUint(key, 0xffffffff) || value.length > MAX_HEAP) {
      throw nvmErrors.error("range", { owner, key, length: value.length });
    }
    const room = this.#room(owner, key);
    const old = this.#index.get(owner, key);
    const size = blockSize(value.length);
    if (size > (old?.size ?? 0) && size > room) throw nvmErrors.error("full", { need: size, free: this.#free });
    const change = this.find(owner, key);
    if (change === undefined) {
      const sequence = old?.sequence ?? this.#nextSequence(owner);
      this.changes.push({ owner, key, old, sequence, value: value.slice(), patches: undefined, unread: false });
    } else {
      change.value = value.slice();
      change.patches = undefined;
      change.unread = false;
    }
  }

  patch(owner: number, key: number, offset: number, octets: Uint8Array): void {
    this.#demandOpen();
    let change = this.find(owner, key);
    if (change === undefined) {
      const old = this.#index.get(owner, key);
      if (old === undefined) throw nvmErrors.error("absent", { owner, key });
      change = { owner, key, old, sequence: old.sequence, value: old.view, patches: [], unread: true };
      demandInside(old.length, offset, octets.length);
      this.changes.push(change);
    }
    const { value } = change;
    if (value === undefined) throw nvmErrors.error("absent", { owner, key });
    demandInside(value.length, offset, octets.length);
    if (!change.unread) value.set(octets, offset);
    change.patches?.push({ offset, octets: octets.slice() });
  }

  delete(owner: number, key: number): void {
    this.#demandOpen();
    const change = this.find(owner, key);
    if (change !== undefined) {
      change.value = undefined;
      change.patches = undefined;
      change.unread = false;
      return;
    }
    const old = this.#index.get(owner, key);
    if (old === undefined) return;
    this.changes.push({
      owner,
      key,
      old,
      sequence: old.sequence,
      value: undefined,
      patches: undefined,
      unread: false,
    });
  }

  deleteOwner(owner: number): void {
    for (const key of this.#index.blocks.get(owner)?.keys() ?? []) this.delete(owner, key);
    for (const change of this.changes) if (change.owner === owner) this.delete(owner, change.key);
  }

  /** Ends it: a writer that was kept beyond its body writes nothing. */
  close(): void {
    this.#closed = true;
  }

  /** Free octets that the other changes leave. What this transaction frees can be used by the next one only. */
  #room(owner: number, key: number): number {
    let room = this.#free;
    for (const change of this.changes) {
      if (change.value === undefined || (change.owner === owner && change.key === key)) continue;
      const size = blockSize(change.value.length);
      if (size > (change.old?.size ?? 0)) room -= size;
    }
    return room;
  }

  #nextSequence(owner: number): number {
    const sequence = this.#sequences.get(owner) ?? this.#index.nextSequence(owner);
    if (sequence > 0xffffff) throw nvmErrors.error("full", { owner, what: "sequence numbers" });
    this.#sequences.set(owner, sequence + 1);
    return sequence;
  }

  #demandOpen(): void {
    if (this.#closed) throw new TypeError("this transaction has ended");
  }
}

function isUint(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= max;
}

function demandInside(length: number, offset: number, octets: number): void {
  if (!Number.isInteger(offset) || offset < 0 || offset + octets > length) {
    throw nvmErrors.error("range", { length, offset, octets });
  }
}
