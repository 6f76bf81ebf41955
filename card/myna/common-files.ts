import { ascii, concat } from "#card/bytes/bytes.js";
import { type CardDate, isCardDate } from "./calendar.js";
import { mynaErrors } from "./errors.js";

/** File identifiers of 共通カードAP and 住基AP (card-facts 1.6). */
export const COMMON_EF = { cardInfo: 0x0001, keyReference: 0x0002, authenticationKey: 0x0019, pin: 0x001c } as const;

/** Record 1 of EF 0001 of 共通カードAP. */
export interface CardInfo {
  /** 15 digits. */
  readonly serial: string;
  /** 全国地方公共団体コード, 5 digits. */
  readonly municipality: string;
  readonly expiry: CardDate;
}

const TAG = 0x01;
const DIGITS = 28;

/** `01 1C` and 28 digits. Throws `myna.bad-value`. */
export function encodeCardInfo(info: CardInfo): Uint8Array {
  if (!/^\d{15}$/.test(info.serial)) throw mynaErrors.error("bad-value", { place: "serial" });
  if (!/^\d{5}$/.test(info.municipality)) throw mynaErrors.error("bad-value", { place: "municipality" });
  if (!isCardDate(info.expiry)) throw mynaErrors.error("bad-value", { place: "expiry" });
  return concat(Uint8Array.of(TAG, DIGITS), ascii(info.serial + info.municipality + info.expiry));
}

/** Reads record 1. Throws `myna.malformed-file`. */
export function parseCardInfo(record: Uint8Array): CardInfo {
  const match = /^(\d{15})(\d{5})(\d{8})$/.exec(String.fromCharCode(...record.subarray(2)));
  if (record[0] !== TAG || record[1] !== DIGITS || match === null || !isCardDate(match[3]!)) {
    throw mynaErrors.error("malformed-file", { file: "common 0001", length: record.length });
  }
  return { serial: match[1]!, municipality: match[2]!, expiry: match[3] };
}
