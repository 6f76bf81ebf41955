const LINE_END = 0x0a;

/** A line that is longer than its reader takes. */
export class LineTooLong extends Error {}

/**
 * Whole lines of a stream of octets, without their line end; what follows the last line end is a line of its own unless it is empty.
 * Rejects with `LineTooLong`, before it holds more than `limit` octets of one line.
 */
export async function* octetLines(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  limit: number,
): AsyncGenerator<Buffer> {
  let begun: Buffer[] = [];
  let held = 0;
  for await (const piece of source) {
    const octets = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
    let at = 0;
    for (let end = octets.indexOf(LINE_END); end >= 0; end = octets.indexOf(LINE_END, at)) {
      if (held + end - at > limit) throw new LineTooLong();
      const tail = octets.subarray(at, end);
      yield begun.length === 0 ? tail : Buffer.concat([...begun, tail]);
      begun = [];
      held = 0;
      at = end + 1;
    }
    if (at === octets.length) continue;
    held += octets.length - at;
    if (held > limit) throw new LineTooLong();
    begun.push(octets.subarray(at));
  }
  if (held > 0) yield Buffer.concat(begun);
}
