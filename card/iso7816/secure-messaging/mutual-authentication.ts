import { concat } from "#card/bytes/bytes.js";
import { aesCbcDecrypt, aesCbcEncrypt, secretEqual } from "#card/crypto/aes.js";
import { aesCmac } from "#card/crypto/cmac.js";
import { labelledKdf } from "#card/crypto/kdf.js";
import type { SessionKeys } from "./session.js";

/** Static keys that two sides share: AES of 16, 24 or 32 octets each. */
export interface StaticKeys {
  readonly enc: Uint8Array;
  readonly mac: Uint8Array;
}

/** Octets of a challenge, and of the key material that each side adds (decision 0007). */
export const CHALLENGE_LENGTH = 16;
export const MATERIAL_LENGTH = 32;
const MAC_LENGTH = 8;
const BODY_LENGTH = 2 * CHALLENGE_LENGTH + MATERIAL_LENGTH;
/** Octets of a proof: the encrypted body and its MAC. */
export const PROOF_LENGTH = BODY_LENGTH + MAC_LENGTH;

/** What one side proves: its own challenge first, then the other's, then its key material. */
export interface Proof {
  readonly own: Uint8Array;
  readonly other: Uint8Array;
  readonly material: Uint8Array;
}

/** E ‖ M: the proof under the static keys. */
export function encodeProof(keys: StaticKeys, { own, other, material }: Proof): Uint8Array {
  const body = aesCbcEncrypt(keys.enc, concat(own, other, material));
  return concat(body, aesCmac(keys.mac, body).subarray(0, MAC_LENGTH));
}

/** The proof in `octets`; undefined when its length or its MAC is wrong. Whose challenges it names is for the caller to see. */
export function decodeProof(keys: StaticKeys, octets: Uint8Array): Proof | undefined {
  if (octets.length !== PROOF_LENGTH) return undefined;
  const body = octets.subarray(0, BODY_LENGTH);
  if (!secretEqual(aesCmac(keys.mac, body).subarray(0, MAC_LENGTH), octets.subarray(BODY_LENGTH))) return undefined;
  const plain = aesCbcDecrypt(keys.enc, body);
  return {
    own: plain.subarray(0, CHALLENGE_LENGTH),
    other: plain.subarray(CHALLENGE_LENGTH, 2 * CHALLENGE_LENGTH),
    material: plain.subarray(2 * CHALLENGE_LENGTH),
  };
}

const LABEL = "MADOGUCHI SM";
const PART = { enc: 0x01, mac: 0x02 } as const;

/** Session keys as long as the static ones, of both sides' material: NIST SP 800-108 (decision 0007). */
export function sessionKeys(length: number, host: Proof, card: Proof): SessionKeys {
  const seed = host.material.map((octet, index) => octet ^ card.material[index]!);
  const part = (code: number): Uint8Array =>
    labelledKdf(seed, LABEL, concat(host.own, card.own, Uint8Array.of(code)), length);
  return { enc: part(PART.enc), mac: part(PART.mac) };
}
