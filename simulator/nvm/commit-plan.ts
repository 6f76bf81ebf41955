import { type Block, type HeapIndex, mergeRuns, type Run } from "./heap-index.js";
import { BLOCK_HEADER, blockSize, encodeHeader, FREE_HEADER, freeHeader } from "./image-layout.js";
import { Journal, type JournalEntry } from "./journal.js";

/** What a transaction wants of one value. */
export interface Change {
  readonly owner: number;
  readonly key: number;
  /** The block that holds the value now. */
  readonly old: Block | undefined;
  readonly sequence: number;
  /** The value to be; undefined when it goes. */
  value: Uint8Array | undefined;
  /** When nothing but these stretches of the old value changes. */
  patches: { readonly offset: number; readonly octets: Uint8Array }[] | undefined;
  /** `value` is still the old block's own octets: the patches are not in it. Long values are patched often and read back seldom. */
  unread: boolean;
}

/** The value to be, its patches in it. */
export function wholeValue(change: Change): Uint8Array | undefined {
  if (change.unread) {
    const value = change.value!.slice();
    for (const { offset, octets } of change.patches!) value.set(octets, offset);
    change.value = value;
    change.unread = false;
  }
  return change.value;
}

/** How a transaction reaches the image. */
export interface CommitPlan {
  /** Written first, into octets that are free until the journal says otherwise. */
  readonly direct: readonly JournalEntry[];
  readonly journalled: readonly JournalEntry[];
  readonly free: readonly Run[];
  readonly placed: readonly { readonly change: Change; readonly address: number; readonly size: number }[];
}

const PLACING_COST = Journal.cost(BLOCK_HEADER) + Journal.cost(FREE_HEADER);

/**
 * Finds room for every change: values that keep or lose size stay where they are and go through the journal; others, and the largest
 * when the journal is too small, are written to free octets. Gives undefined when no free run is long enough.
 */
export function planCommit(index: HeapIndex, changes: readonly Change[], journalRoom: number): CommitPlan | undefined {
  return planPatches(index, changes, journalRoom) ?? planPlaces(index, changes, journalRoom);
}

/** The plan of a transaction that patches and nothing else: no block changes its place or size. */
function planPatches(index: HeapIndex, changes: readonly Change[], journalRoom: number): CommitPlan | undefined {
  const journalled: JournalEntry[] = [];
  let cost = 0;
  for (const { old, patches } of changes) {
    if (patches === undefined) return undefined;
    for (const { offset, octets } of patches) {
      journalled.push({ address: old!.address + BLOCK_HEADER + offset, octets });
      cost += Journal.cost(octets.length);
    }
  }
  return cost <= journalRoom ? { direct: [], journalled, free: index.free, placed: [] } : undefined;
}

function planPlaces(index: HeapIndex, changes: readonly Change[], journalRoom: number): CommitPlan | undefined {
  const staying: { change: Change; old: Block; entries: JournalEntry[]; cost: number }[] = [];
  const moving: Change[] = [];
  const freed: Run[] = [];
  for (const change of changes) {
    const { old, value } = change;
    if (value !== undefined && old !== undefined && blockSize(value.length) <= old.size) {
      const entries = inPlace(change, old, value);
      staying.push({ change, old, entries, cost: entries.reduce((sum, e) => sum + Journal.cost(e.octets.length), 0) });
      continue;
    }
    if (old !== undefined) freed.push(old);
    if (value !== undefined) moving.push(change);
  }

  staying.sort((a, b) => a.cost - b.cost);
  let cost = moving.length * PLACING_COST + freed.length * Journal.cost(FREE_HEADER);
  for (const stay of staying) cost += stay.cost + Journal.cost(FREE_HEADER);
  while (cost > journalRoom && (staying.at(-1)?.cost ?? 0) > PLACING_COST) {
    const { change, old, cost: saved } = staying.pop()!;
    moving.push(change);
    freed.push(old);
    cost += PLACING_COST - saved;
  }

  const direct: JournalEntry[] = [];
  const journalled: JournalEntry[] = [];
  const placed: { change: Change; address: number; size: number }[] = [];
  for (const { change, old, entries } of staying) {
    journalled.push(...entries);
    const size = blockSize(change.value!.length);
    if (size < old.size) freed.push({ address: old.address + size, size: old.size - size });
    if (change.patches === undefined) placed.push({ change, address: old.address, size });
  }

  const runs = index.free.map(({ address, size }) => ({ start: address, address, size }));
  for (const change of moving) {
    const value = wholeValue(change)!;
    const size = blockSize(value.length);
    const run = runs.find((candidate) => candidate.size >= size);
    if (run === undefined) return undefined;
    const header = { address: run.address, octets: headerOf(change, size, value.length) };
    // The first header in a run replaces the free header there: that one write links the whole chain behind it.
    (run.address === run.start ? journalled : direct).push(header);
    direct.push({ address: run.address + BLOCK_HEADER, octets: value });
    placed.push({ change, address: run.address, size });
    run.address += size;
    run.size -= size;
  }

  const free = mergeRuns([
    ...runs.filter((run) => run.size > 0).map(({ address, size }) => ({ address, size })),
    ...freed,
  ]);
  const before = new Map(index.free.map((run) => [run.address, run.size]));
  for (const run of free) {
    if (before.get(run.address) !== run.size) journalled.push({ address: run.address, octets: freeHeader(run.size) });
  }
  return { direct, journalled, free, placed };
}

function inPlace(change: Change, old: Block, value: Uint8Array): JournalEntry[] {
  const start = old.address + BLOCK_HEADER;
  if (change.patches !== undefined) {
    return change.patches.map(({ offset, octets }) => ({ address: start + offset, octets }));
  }
  const entries: JournalEntry[] = value.length === 0 ? [] : [{ address: start, octets: value }];
  if (value.length !== old.length) {
    entries.push({ address: old.address, octets: headerOf(change, blockSize(value.length), value.length) });
  }
  return entries;
}

function headerOf(change: Change, size: number, length: number): Uint8Array {
  return encodeHeader({ size, owner: change.owner, key: change.key, length, sequence: change.sequence });
}
