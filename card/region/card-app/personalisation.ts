import { concat, equal } from "#card/bytes/bytes.js";
import { errorFamily } from "#card/errors/madoguchi-error.js";
import type { DataGroup } from "#card/globalplatform/commands/store-data.js";
import type { ChannelKeys } from "../card-driver.js";
import { keyCheckValues } from "../derived-keys.js";
import type { CardAppContent } from "../package.js";

export const personalisationErrors = errorFamily("personalisation", {
  "bad-pin": {
    en: {
      cause: "the PIN is not 4 to 12 digits, or not as long as the application demands",
      remedy: "Choose a PIN of the length that the application demands.",
    },
    ja: {
      cause: "暗証番号が4〜12桁の数字でないか、カードAPの定める桁数ではありません",
      remedy: "カードAPの定める桁数の数字を入力してください。",
    },
  },
});

/** Data grouping identifiers (decision 0002; EMV CPS style). */
export const DGI_SERVICE_KEYS = 0x8f01;
export const DGI_PIN = 0x8f02;
export const DGI_PIN_LOCK = 0x8f03;

/** Encrypts under the DEK of the channel, filled with zeros to whole blocks (Amendment D, 6.2.8). */
export type Hide = (plain: Uint8Array) => Uint8Array;
/** The first `length` octets of what was hidden; undefined when that cannot be. */
export type Reveal = (hidden: Uint8Array, length: number) => Uint8Array | undefined;

/** `8F01`: version ‖ key length ‖ check values of ENC, MAC, DEK (3 × 3) ‖ the three keys under the DEK. */
export function encodeServiceKeys(keys: ChannelKeys, hide: Hide): DataGroup {
  const hidden = hide(concat(keys.enc, keys.mac, keys.dek));
  const data = concat(Uint8Array.of(keys.version, keys.enc.length), keyCheckValues(keys), hidden);
  return { dgi: DGI_SERVICE_KEYS, data };
}

/** The service keys of an `8F01`; undefined when its length, its key or a check value is wrong. */
export function decodeServiceKeys(data: Uint8Array, reveal: Reveal): ChannelKeys | undefined {
  const [version, length] = data;
  if (version === undefined || length === undefined || ![16, 24, 32].includes(length)) return undefined;
  const plain = reveal(data.subarray(11), 3 * length);
  if (plain === undefined) return undefined;
  const part = (index: number): Uint8Array => plain.slice(index * length, (index + 1) * length);
  const keys = { version, enc: part(0), mac: part(1), dek: part(2) };
  return equal(keyCheckValues(keys), data.subarray(2, 11)) ? keys : undefined;
}

const PIN_BLOCK = 16;

/** Throws `personalisation.bad-pin` for what no application, or not the one with this policy, takes as a PIN. */
export function checkPin(pin: string, policy: CardAppContent["pin"] = { tries: 0, minLength: 4, maxLength: 12 }): void {
  const { minLength, maxLength } = policy;
  if (/^[0-9]+$/.test(pin) && pin.length >= minLength && pin.length <= maxLength) return;
  throw personalisationErrors.error("bad-pin", { minLength, maxLength });
}

/** `8F02`: a block of PIN length ‖ digits ‖ zeros under the DEK, so that its length is hidden too. Throws `personalisation.bad-pin`. */
export function encodePin(pin: string, hide: Hide): DataGroup {
  checkPin(pin);
  const block = new Uint8Array(PIN_BLOCK);
  block[0] = pin.length;
  for (let i = 0; i < pin.length; i++) block[i + 1] = pin.charCodeAt(i);
  return { dgi: DGI_PIN, data: hide(block) };
}

/** The digits (ASCII) of an `8F02`; undefined when it is not one. */
export function decodePin(data: Uint8Array, reveal: Reveal): Uint8Array | undefined {
  const block = data.length === PIN_BLOCK ? reveal(data, PIN_BLOCK) : undefined;
  const length = block?.[0] ?? 0;
  if (block === undefined || length < 4 || length > 12) return undefined;
  return block.slice(1, 1 + length);
}

/** `8F03`: `00` tries are left. The octet is there because a data group without data is none. */
export function encodePinLock(): DataGroup {
  return { dgi: DGI_PIN_LOCK, data: Uint8Array.of(0) };
}

/** First content of a record: DGI = file ‖ record. */
export function encodeRecord(file: number, record: number, data: Uint8Array): DataGroup {
  return { dgi: (file << 8) | record, data };
}
