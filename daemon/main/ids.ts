import { createCipheriv } from "node:crypto";
import type { RandomSource } from "#card/ports/random.js";

const ID_LENGTH = 15;
/** Every call on the wire takes an id: made one by one they would cost more than passing an APDU on. */
const IDS_AT_ONCE = 256;

/**
 * Gives ids that cannot be guessed (120 bits of an AES-256-CTR key stream, base64url). They take one seed from the randomness at start and
 * nothing afterwards, so that a row written in the background does not move the challenges that a card is sent: a scenario's
 * trace is then the same whenever it runs.
 */
export function idSource(random: RandomSource): () => string {
  const stream = createCipheriv("aes-256-ctr", random.bytes(32), new Uint8Array(16));
  const nothing = new Uint8Array(ID_LENGTH * IDS_AT_ONCE);
  let octets = Buffer.alloc(0);
  let at = 0;
  return () => {
    if (at === octets.length) {
      octets = stream.update(nothing);
      at = 0;
    }
    at += ID_LENGTH;
    return octets.toString("base64url", at - ID_LENGTH, at);
  };
}
