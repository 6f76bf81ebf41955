import { concat } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import type { ChannelKeys } from "#card/region/card-driver.js";
import { AES_KEYS, type KeyFormat } from "../secure-channel/key-format.js";
import { FieldReader, type GpCommand, lv } from "./command.js";

const NAME = "PUT KEY";
const INS = 0xd8;

/** One key as PUT KEY carries it: its value under the DEK, and what to check it by. */
export interface KeyBlock {
  readonly type: number;
  /** Octets of the key in clear. */
  readonly length: number;
  readonly encrypted: Uint8Array;
  /** Key check value; empty when the sender gave none. */
  readonly checkValue: Uint8Array;
}

export interface PutKey {
  /** Key version that is replaced; 0 adds a new one. */
  readonly replaces: number;
  readonly version: number;
  /** Identifier of the first key; the others follow it. */
  readonly keyId: number;
  readonly keys: readonly KeyBlock[];
}

export const putKey: GpCommand<PutKey> = {
  name: NAME,
  clause: "11.8; Amendment D, 7.2",
  ins: INS,
  encode: ({ replaces, version, keyId, keys }) => {
    const blocks = keys.map(({ type, length, encrypted, checkValue }) =>
      concat(
        Uint8Array.of(type),
        lv(type === AES_KEYS.type ? concat(Uint8Array.of(length), encrypted) : encrypted),
        lv(checkValue),
      ),
    );
    const p2 = keys.length > 1 ? 0x80 | keyId : keyId;
    return new CommandApdu(0x80, INS, replaces, p2, concat(Uint8Array.of(version), ...blocks), 256);
  },
  decode: ({ p1, p2, data }) => {
    const reader = new FieldReader(NAME, data);
    if ((p1 & 0x80) !== 0) throw reader.fault("P1");
    const version = reader.octet("key version");
    if (version < 0x01 || version > 0x7f) throw reader.fault("key version");
    const keys: KeyBlock[] = [];
    while (!reader.atEnd) {
      const type = reader.octet("key type");
      const value = reader.field("key value");
      const checkValue = reader.field("key check value");
      if (value.length === 0) throw reader.fault("key value");
      // Only AES has the length of the clear key in front of it.
      const aes = type === AES_KEYS.type;
      keys.push({ type, length: aes ? value[0]! : value.length, encrypted: aes ? value.slice(1) : value, checkValue });
    }
    if (keys.length === 0 || ((p2 & 0x80) === 0 && keys.length > 1)) throw reader.fault("keys");
    return { replaces: p1, version, keyId: p2 & 0x7f, keys };
  },
  log: ({ replaces, version, keys }) =>
    `${keys.length} keys of version ${version}${replaces === 0 ? " added" : ` in place of version ${replaces}`}`,
};

/** The three keys of a secure channel as one PUT KEY, AES unless said otherwise; `encrypt` hides a value under the DEK of the open channel. */
export function putChannelKeys(
  keys: ChannelKeys,
  replaces: number,
  encrypt: (value: Uint8Array) => Uint8Array,
  format: KeyFormat = AES_KEYS,
): CommandApdu {
  const blocks = [keys.enc, keys.mac, keys.dek].map((value) => ({
    type: format.type,
    length: value.length,
    encrypted: encrypt(value),
    checkValue: format.checkValue(value),
  }));
  return putKey.encode({ replaces, version: keys.version, keyId: 1, keys: blocks });
}
