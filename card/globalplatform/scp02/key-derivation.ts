import { concat, uintBE } from "#card/bytes/bytes.js";
import { pad80 } from "#card/crypto/aes.js";
import { DES_BLOCK, fullTripleDesMac, retailMac, tripleDesCbcEncrypt } from "#card/crypto/des.js";
import type { ChannelKeys } from "#card/region/card-driver.js";
import { SCP02_CARD_CHALLENGE_LENGTH } from "./parameters.js";

/** Derivation constants (GlobalPlatform 2.3.1, E.4.1). */
const Constant = { C_MAC: 0x0101, DEK: 0x0181, ENC: 0x0182 } as const;

const FILLER = new Uint8Array(12);

function derive(key: Uint8Array, constant: number, sequence: number): Uint8Array {
  return tripleDesCbcEncrypt(key, concat(uintBE(constant, 2), uintBE(sequence, 2), FILLER));
}

/** The keys of one session, 16 octets each. */
export interface Scp02SessionKeys {
  readonly enc: Uint8Array;
  readonly mac: Uint8Array;
  readonly dek: Uint8Array;
}

/** What both sides put into a session: the card's counter and the challenges of host (8 octets) and card (6). */
export interface Scp02Challenges {
  readonly sequence: number;
  readonly host: Uint8Array;
  readonly card: Uint8Array;
}

/** S-ENC, C-MAC and DEK session keys (E.4.1). */
export function deriveScp02Keys(keys: ChannelKeys, sequence: number): Scp02SessionKeys {
  return {
    enc: derive(keys.enc, Constant.ENC, sequence),
    mac: derive(keys.mac, Constant.C_MAC, sequence),
    dek: derive(keys.dek, Constant.DEK, sequence),
  };
}

/** The card's proof that it has the keys (E.4.2.1). */
export function scp02CardCryptogram({ enc }: Scp02SessionKeys, { sequence, host, card }: Scp02Challenges): Uint8Array {
  return fullTripleDesMac(enc, pad80(concat(host, uintBE(sequence, 2), card), DES_BLOCK));
}

/** The host's proof that it has the keys (E.4.2.2). */
export function scp02HostCryptogram({ enc }: Scp02SessionKeys, { sequence, host, card }: Scp02Challenges): Uint8Array {
  return fullTripleDesMac(enc, pad80(concat(uintBE(sequence, 2), card, host), DES_BLOCK));
}

/** The well-known pseudo-random card challenge (E.4.2.3): the start of the MAC of the application's AID. */
export function scp02CardChallenge({ mac }: Scp02SessionKeys, aid: Uint8Array): Uint8Array {
  return retailMac(mac, pad80(aid, DES_BLOCK)).slice(0, SCP02_CARD_CHALLENGE_LENGTH);
}
