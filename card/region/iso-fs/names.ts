import { ascii, concat, fromHex } from "#card/bytes/bytes.js";

/** DF name of the master file of a card of this dialect: `F0` and `MADO` as all our names begin, then `MF` (decision 0007). */
export const MASTER_FILE_NAME = concat(fromHex("F04D41444F"), ascii("MF"));
/** File identifier of the area directory, whose DF name is `REGIONAL_DOMAIN_AID`. */
export const AREA_FILE_ID = 0x4d00;
/** File identifiers of the DFs of card applications. */
export const FIRST_DF = 0x4d01;
export const LAST_DF = 0x4dff;

export const INS_DEACTIVATE_FILE = 0x04;
export const INS_ACTIVATE_FILE = 0x44;
export const INS_SELECT = 0xa4;
export const INS_GET_DATA = 0xca;
export const INS_PUT_DATA = 0xda;
export const INS_CREATE_FILE = 0xe0;
export const INS_DELETE_FILE = 0xe4;

/** PUT DATA tag of the area keys: the value is that of an `8F01`, hidden under the DEK of the keys that are in force. */
export const AREA_KEYS_TAG = 0xdf74;

/** What keys of the area directory are for: the first octet of their reference; their version follows. */
export const KEY_USE = { setting: 0x01, area: 0x02 } as const;
export type KeyUse = keyof typeof KEY_USE;

/** Reference of a key in MANAGE SECURITY ENVIRONMENT. */
export function keyReference(use: KeyUse, version: number): Uint8Array {
  return Uint8Array.of(KEY_USE[use], version);
}
