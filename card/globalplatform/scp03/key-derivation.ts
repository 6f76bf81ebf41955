import { concat, uintBE } from "#card/bytes/bytes.js";
import { AesCmac } from "#card/crypto/cmac.js";
import { counterKdf } from "#card/crypto/kdf.js";
import type { ChannelKeys } from "#card/region/card-driver.js";
import { MODE_LENGTH, type Scp03Mode } from "./parameters.js";

/** Derivation constants (Amendment D, table 4-1). */
const Constant = { CARD_CRYPTOGRAM: 0, HOST_CRYPTOGRAM: 1, CARD_CHALLENGE: 2, S_ENC: 4, S_MAC: 6, S_RMAC: 7 } as const;

const LABEL_LENGTH = 12;
const SEPARATOR = Uint8Array.of(0);

/** Data derivation of Amendment D, 4.1.5: SP 800-108 with the counter between length and context. */
function derive(key: Uint8Array | AesCmac, constant: number, context: Uint8Array, length: number): Uint8Array {
  const before = concat(uintBE(constant, LABEL_LENGTH), SEPARATOR, uintBE(length * 8, 2));
  return counterKdf(key, { before, counterLength: 1, after: context }, length);
}

/** The keys of one session. */
export interface SessionKeys {
  readonly enc: Uint8Array;
  /** S-MAC, made ready: both cryptograms and every C-MAC are made under it. */
  readonly mac: AesCmac;
  readonly rmac: Uint8Array;
}

/** The challenges of both sides, each 8 or 16 octets. */
export interface Challenges {
  readonly host: Uint8Array;
  readonly card: Uint8Array;
}

const contextOf = (challenges: Challenges): Uint8Array => concat(challenges.host, challenges.card);

/** S-ENC, S-MAC and S-RMAC (Amendment D, 6.2.1). */
export function deriveSessionKeys(keys: ChannelKeys, challenges: Challenges): SessionKeys {
  const context = contextOf(challenges);
  const mac = new AesCmac(keys.mac);
  return {
    enc: derive(keys.enc, Constant.S_ENC, context, keys.enc.length),
    mac: new AesCmac(derive(mac, Constant.S_MAC, context, keys.mac.length)),
    rmac: derive(mac, Constant.S_RMAC, context, keys.mac.length),
  };
}

/** The card's proof that it has the keys (Amendment D, 6.2.2.2). */
export function cardCryptogram(session: SessionKeys, challenges: Challenges, mode: Scp03Mode): Uint8Array {
  return derive(session.mac, Constant.CARD_CRYPTOGRAM, contextOf(challenges), MODE_LENGTH[mode]);
}

/** The host's proof that it has the keys (Amendment D, 6.2.2.3). */
export function hostCryptogram(session: SessionKeys, challenges: Challenges, mode: Scp03Mode): Uint8Array {
  return derive(session.mac, Constant.HOST_CRYPTOGRAM, contextOf(challenges), MODE_LENGTH[mode]);
}

/** The pseudo-random card challenge (Amendment D, 6.2.2.1): from the sequence counter (3 octets) and the application's AID. */
export function pseudoRandomChallenge(
  keys: ChannelKeys,
  sequence: number,
  aid: Uint8Array,
  mode: Scp03Mode,
): Uint8Array {
  return derive(keys.enc, Constant.CARD_CHALLENGE, concat(uintBE(sequence, 3), aid), MODE_LENGTH[mode]);
}
