import { vpcdErrors } from "./errors.js";

/** Longest message that the two-octet length can announce. */
export const MAX_MESSAGE = 0xffff;

/**
 * What a message of one octet means when it comes from vpcd. An APDU of one octet cannot be told from these, which does
 * no harm: no such APDU exists (ISO/IEC 7816-3, 12.1: four octets at least).
 */
export const CONTROL = { powerOff: 0, powerOn: 1, reset: 2, atr: 4 } as const;

/** What comes nearest to an answer without octets: one octet, which is no status word either. After an empty message vpcd waits on. */
export const EMPTY_FRAME: Uint8Array = Uint8Array.of(0, 1, 0);

/** The octets of one message: length (two octets, big-endian) and body in one array, for one write. Throws `vpcd.message-*`. */
export function encodeFrame(body: Uint8Array): Uint8Array {
  const length = body.length;
  if (length > MAX_MESSAGE) throw vpcdErrors.error("message-too-long", { length });
  if (length === 0) throw vpcdErrors.error("message-empty");
  const frame = new Uint8Array(2 + length);
  frame[0] = length >> 8;
  frame[1] = length & 0xff;
  frame.set(body, 2);
  return frame;
}

/**
 * Cuts the octet stream of a vpcd connection into messages, wherever the stream was split. Messages of length 0 carry
 * nothing and are passed over. A message is a view that is valid only during the call of `onMessage`.
 */
export class FrameDecoder {
  /** Length and body of the message that is still incomplete. */
  #partial = new Uint8Array(2 + 512);
  #have = 0;

  /** True when part of a message is here and the rest is to come. */
  get incomplete(): boolean {
    return this.#have > 0;
  }

  /** Takes the next octets of the stream and calls `onMessage` for every message that they complete, in order. */
  push(chunk: Uint8Array, onMessage: (body: Uint8Array) => void): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#have === 0 && chunk.length - at >= 2) {
        const end = at + 2 + ((chunk[at]! << 8) | chunk[at + 1]!);
        if (end <= chunk.length) {
          if (end > at + 2) onMessage(chunk.subarray(at + 2, end));
          at = end;
          continue;
        }
      }
      at += this.#gather(chunk, at, onMessage);
    }
  }

  /** Adds octets to the incomplete message; gives how many it took. */
  #gather(chunk: Uint8Array, at: number, onMessage: (body: Uint8Array) => void): number {
    const header = this.#have < 2;
    const need = header ? 2 : 2 + ((this.#partial[0]! << 8) | this.#partial[1]!);
    // vpcd writes the length and the body separately: the body is then whole in the next chunk and needs no copy.
    if (this.#have === 2 && chunk.length - at >= need - 2) {
      this.#have = 0;
      if (need > 2) onMessage(chunk.subarray(at, at + need - 2));
      return need - 2;
    }
    const take = Math.min(need - this.#have, chunk.length - at);
    this.#reserve(need);
    this.#partial.set(chunk.subarray(at, at + take), this.#have);
    this.#have += take;
    if (!header && this.#have === need) {
      this.#have = 0;
      onMessage(this.#partial.subarray(2, need));
    } else if (header && this.#have === 2 && this.#partial[0] === 0 && this.#partial[1] === 0) {
      this.#have = 0;
    }
    return take;
  }

  #reserve(size: number): void {
    if (this.#partial.length >= size) return;
    const larger = new Uint8Array(size);
    larger.set(this.#partial.subarray(0, this.#have));
    this.#partial = larger;
  }
}
