import { createHmac } from "node:crypto";
import type { RandomSource } from "#card/ports/random.js";

/**
 * Gives ids that cannot be guessed (120 bits of HMAC-SHA-256 over a count, base64url). They take one seed from the randomness at start and
 * nothing afterwards, so that a row written in the background does not move the challenges that a card is sent: a scenario's
 * trace is then the same whenever it runs.
 */
export function idSource(random: RandomSource): () => string {
  const seed = random.bytes(32);
  let count = 0;
  return () => {
    count += 1;
    return createHmac("sha256", seed).update(String(count)).digest().subarray(0, 15).toString("base64url");
  };
}
