import {
  freeHeader,
  type Heap,
  JOURNAL_ENTRY_OVERHEAD,
  MOVE_RECORD,
  read24,
  TAG_FREE,
  write24,
} from "./image-layout.js";
import { Journal } from "./journal.js";
import type { NvmDevice } from "./nvm-device.js";

const ACTIVE = 1;
const DONE_FIELD = MOVE_RECORD + 10;

/**
 * Slides used blocks down until all free octets are one run, so that what `free` promises can be had in one piece.
 * Each slide goes chunk by chunk through the journal and keeps its place in the move record: power may fail anywhere.
 */
export function compactHeap(device: NvmDevice, journal: Journal, heap: Heap): void {
  const { image } = device;
  for (let gap = firstGap(image, heap.start, heap); gap !== undefined; gap = firstGap(image, gap, heap)) {
    const from = gap + read24(image, gap + 1);
    const size = read24(image, from + 1);
    const record = new Uint8Array(13);
    record[0] = ACTIVE;
    write24(record, 1, from);
    write24(record, 4, gap);
    write24(record, 7, size);
    journal.commit([{ address: MOVE_RECORD, octets: record }]);
    finishMove(device, journal, heap);
  }
}

/** Goes on with a slide that was begun; does nothing when none was. The heap cannot be walked before this. */
export function finishMove(device: NvmDevice, journal: Journal, heap: Heap): void {
  const { image } = device;
  if (image[MOVE_RECORD] !== ACTIVE) return;
  const from = read24(image, MOVE_RECORD + 1);
  const to = read24(image, MOVE_RECORD + 4);
  const size = read24(image, MOVE_RECORD + 7);
  const chunk = journal.room - Journal.cost(3) - JOURNAL_ENTRY_OVERHEAD;
  for (let done = read24(image, DONE_FIELD); done < size; ) {
    const octets = image.slice(from + done, from + Math.min(size, done + chunk));
    const address = to + done;
    done += octets.length;
    const progress = new Uint8Array(3);
    write24(progress, 0, done);
    journal.commit([
      { address, octets },
      { address: DONE_FIELD, octets: progress },
    ]);
  }
  let free = from - to;
  const behind = from + size;
  if (behind < heap.end && image[behind] === TAG_FREE) free += read24(image, behind + 1);
  journal.commit([
    { address: to + size, octets: freeHeader(free) },
    { address: MOVE_RECORD, octets: Uint8Array.of(0) },
  ]);
}

/** Address of the first free block that has a used one behind it. */
function firstGap(image: Uint8Array, start: number, heap: Heap): number | undefined {
  for (let address = start; address < heap.end; ) {
    const next = address + read24(image, address + 1);
    if (image[address] === TAG_FREE && next < heap.end) return address;
    address = next;
  }
  return undefined;
}
