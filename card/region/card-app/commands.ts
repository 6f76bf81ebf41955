import { concat, readUintBE } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { findTlv, tlv } from "#card/iso7816/tlv.js";

/**
 * Commands of our card applications (ours, not J-LIS's). All travel inside SCP03 under the service keys at C-MAC, C-DECRYPTION,
 * R-MAC and R-ENCRYPTION: before that the application answers nothing but SELECT and INITIALIZE UPDATE.
 */
export const CARD_APP_LEVEL = 0x33;

export const INS_VERIFY = 0x20;
export const INS_CHANGE_REFERENCE_DATA = 0x24;
export const INS_READ_RECORD = 0xb2;
export const INS_GET_DATA = 0xca;
export const INS_UPDATE_RECORD = 0xdc;

/** P2 of VERIFY and CHANGE REFERENCE DATA: the PIN of the application, specific to it (ISO/IEC 7816-4, 11.5.6). */
export const PIN_REFERENCE = 0x80;

/** GET DATA tag of the state object {`80` version, `81` life cycle, `82` tries left, `83` tries in all}. */
export const CARD_APP_STATE_TAG = 0xdf73;

/** State of an application as it tells its own business system. */
export interface CardAppSelfState {
  readonly version: string;
  readonly lifeCycle: number;
  readonly triesLeft: number;
  readonly tries: number;
}

const digits = (pin: string): Uint8Array => Uint8Array.from(pin, (character) => character.charCodeAt(0));

/** VERIFY of a PIN; without one, the question how many tries are left (ISO/IEC 7816-4, 11.5.6). */
export function verifyPin(pin?: string): CommandApdu {
  return new CommandApdu(0x80, INS_VERIFY, 0x00, PIN_REFERENCE, pin === undefined ? undefined : digits(pin));
}

/** CHANGE REFERENCE DATA with the new PIN alone (P1 = 01): the old one was verified in this session. */
export function changePin(pin: string): CommandApdu {
  return new CommandApdu(0x80, INS_CHANGE_REFERENCE_DATA, 0x01, PIN_REFERENCE, digits(pin));
}

/** P2 that addresses a record by its number in the file `file` (ISO/IEC 7816-4, table 71). */
const inFile = (file: number): number => (file << 3) | 0x04;

export function readRecord(file: number, record: number): CommandApdu {
  return new CommandApdu(0x80, INS_READ_RECORD, record, inFile(file), undefined, 256);
}

export function updateRecord(file: number, record: number, data: Uint8Array): CommandApdu {
  return new CommandApdu(0x80, INS_UPDATE_RECORD, record, inFile(file), data);
}

export function getState(): CommandApdu {
  return new CommandApdu(0x80, INS_GET_DATA, CARD_APP_STATE_TAG >> 8, CARD_APP_STATE_TAG & 0xff, undefined, 256);
}

export function encodeSelfState(state: CardAppSelfState): Uint8Array {
  return tlv(
    CARD_APP_STATE_TAG,
    tlv(0x80, digits(state.version)),
    tlv(0x81, Uint8Array.of(state.lifeCycle)),
    tlv(0x82, Uint8Array.of(state.triesLeft)),
    tlv(0x83, Uint8Array.of(state.tries)),
  );
}

/** Reads the state object, tag and length included. Throws `tlv.*`; absent fields read as 0. */
export function parseSelfState(octets: Uint8Array): CardAppSelfState {
  const value = findTlv(octets, CARD_APP_STATE_TAG) ?? new Uint8Array(0);
  const number = (tag: number): number => readUintBE(findTlv(value, tag) ?? new Uint8Array(1), 0, 1);
  return {
    version: String.fromCharCode(...concat(findTlv(value, 0x80) ?? new Uint8Array(0))),
    lifeCycle: number(0x81),
    triesLeft: number(0x82),
    tries: number(0x83),
  };
}
