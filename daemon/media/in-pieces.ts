const PIECE = 64 * 1024;

/** Octets that came in one go, piece after piece as from a file: how far their reading is shows between them. */
export function* inPieces(octets: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < octets.length; from += PIECE) yield octets.subarray(from, from + PIECE);
}
