import type { KeyObject } from "node:crypto";
import { CompactEncrypt, CompactSign } from "jose";
import { keyIdOf, MEDIA_TYPE } from "./media-keys.js";

export interface SealKeys {
  /** Private key that signs. */
  readonly signer: KeyObject;
  /** Public key that the file is enciphered for. */
  readonly recipient: KeyObject;
}

const PART_OCTETS = 256 * 1024;

/** Pieces of a stream brought to one size; the last may be shorter, and there is at least one. */
async function* inParts(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ readonly part: Uint8Array; readonly last: boolean }> {
  let held = Buffer.alloc(0);
  for await (const piece of source) {
    held = held.length === 0 ? Buffer.from(piece) : Buffer.concat([held, piece]);
    let at = 0;
    // One octet more than a part must be there to know that another follows.
    for (; held.length - at > size; at += size) yield { part: held.subarray(at, at + size), last: false };
    held = held.subarray(at);
  }
  yield { part: held, last: true };
}

/**
 * Seals a stream as it is read: lines of compact JWE (RSA-OAEP-256, A256GCM) around compact JWS (PS256). Each part is signed with the id of
 * the file, its number and whether it is the last, so that parts can be neither left out, moved nor mixed (decision 0020).
 * `file` must be fresh for each file.
 */
export async function* sealMedia(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { signer, recipient }: SealKeys,
  file: string,
  partOctets = PART_OCTETS,
): AsyncGenerator<Uint8Array> {
  const kid = await keyIdOf(recipient);
  let number = 0;
  for await (const { part, last } of inParts(source, partOctets)) {
    number++;
    const signed = await new CompactSign(part)
      .setProtectedHeader({ alg: "PS256", typ: MEDIA_TYPE, file, part: number, last })
      .sign(signer);
    const sealed = await new CompactEncrypt(Buffer.from(signed, "latin1"))
      .setProtectedHeader({ alg: "RSA-OAEP-256", enc: "A256GCM", cty: "JWS", kid })
      .encrypt(recipient);
    yield Buffer.from(`${sealed}\n`, "latin1");
  }
}
