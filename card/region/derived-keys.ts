import { ascii, concat } from "#card/bytes/bytes.js";
import { aesKeyCheckValue } from "#card/crypto/aes.js";
import { labelledKdf } from "#card/crypto/kdf.js";
import { errorFamily } from "#card/errors/madoguchi-error.js";
import type { ChannelKeys } from "./card-driver.js";

export const keyErrors = errorFamily("card-key", {
  "bad-master": {
    en: {
      cause: "a master key that card keys are derived from does not have 32 octets",
      remedy: "Register a master key of 32 octets.",
    },
    ja: {
      cause: "カードの鍵の派生元となるマスタ鍵が32オクテットではありません",
      remedy: "32オクテットのマスタ鍵を登録してください。",
    },
  },
});

/** Octets of a master key. */
export const MASTER_LENGTH = 32;

/** What the derived keys open (decision 0002). */
export type AreaKeyUsage = "setting" | "area";

/** The master that keys of many cards are derived from; `generation` becomes their key version number. */
export interface AreaMaster {
  readonly keyId: string;
  readonly generation: number;
  readonly master: Uint8Array;
}

const USAGE = { setting: 0x01, area: 0x02 } as const;
const PART = { enc: 0x01, mac: 0x02, dek: 0x03 } as const;
const SEPARATOR = Uint8Array.of(0);

type KeyLength = 16 | 24 | 32;

function derive(
  master: Uint8Array,
  label: string,
  context: Uint8Array,
  version: number,
  length: KeyLength,
): ChannelKeys {
  if (master.length !== MASTER_LENGTH) throw keyErrors.error("bad-master", { size: master.length });
  const part = (code: number): Uint8Array => labelledKdf(master, label, concat(context, Uint8Array.of(code)), length);
  return { version, enc: part(PART.enc), mac: part(PART.mac), dek: part(PART.dek) };
}

/**
 * The setting or area keys of one card: NIST SP 800-108 counter mode with AES-CMAC, label `MADOGUCHI AREA`, context
 * key id ‖ 00 ‖ card id ‖ usage ‖ part (decision 0002, A-19). `cardId` are the octets of the CIN. Throws `card-key.bad-master`.
 */
export function deriveAreaKeys(
  { keyId, generation, master }: AreaMaster,
  cardId: Uint8Array,
  usage: AreaKeyUsage,
  length: KeyLength = 16,
): ChannelKeys {
  const context = concat(ascii(keyId), SEPARATOR, cardId, Uint8Array.of(USAGE[usage]));
  return derive(master, "MADOGUCHI AREA", context, generation, length);
}

/** Octets of a card's reference with one application. */
export const CARD_REF_LENGTH = 16;

/**
 * The number by which one application's business system alone knows a card (decision 0024): as `deriveAreaKeys`, label
 * `MADOGUCHI CARD REF`, context AID ‖ 00 ‖ card id. `secret` is the daemon's, one for each application, and no business system has any:
 * a card number has so few digits that whoever has the secret finds it by trying. Throws `card-key.bad-master`.
 */
export function deriveCardRef(secret: Uint8Array, aid: Uint8Array, cardId: Uint8Array): Uint8Array {
  if (secret.length !== MASTER_LENGTH) throw keyErrors.error("bad-master", { size: secret.length });
  return labelledKdf(secret, "MADOGUCHI CARD REF", concat(aid, SEPARATOR, cardId), CARD_REF_LENGTH);
}

/**
 * The keys that one card's instance of an application shares with its paired business system: as `deriveAreaKeys`, label
 * `MADOGUCHI SERVICE`, context AID ‖ 00 ‖ card ‖ part. `card` is what the system knows the card by: its reference (`deriveCardRef`); the
 * card id for operators' cards, whose system is the daemon itself. No two applications and no two cards share a key (R-SEC-04).
 */
export function deriveServiceKeys(
  master: Uint8Array,
  version: number,
  aid: Uint8Array,
  card: Uint8Array,
  length: KeyLength = 16,
): ChannelKeys {
  return derive(master, "MADOGUCHI SERVICE", concat(aid, SEPARATOR, card), version, length);
}

/** Check values (three octets each, GlobalPlatform Amendment D 4.1.4) of ENC, MAC and DEK, one after the other. */
export function keyCheckValues(keys: ChannelKeys): Uint8Array {
  return concat(aesKeyCheckValue(keys.enc), aesKeyCheckValue(keys.mac), aesKeyCheckValue(keys.dek));
}
